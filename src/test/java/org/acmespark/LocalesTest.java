package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arabic has other digits, Turkish another small I, German a comma in numbers. */
class LocalesTest {
  private static final int N = 12;
  private static final Pattern OTHER_THAN_ASCII = Pattern.compile("[^\\x00-\\x7f]+");

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();
  private static Locale before;

  @TempDir Path folder;

  @BeforeAll
  static void rememberTheLocale() {
    before = Locale.getDefault();
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "de-DE"})
  void whatARunLeavesIsTheSameInEveryLanguage(String language) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(language));
    Map<String, UnaryOperator<ParallelMapBuilder<Double>>> layouts =
        Map.of(
            "stacked", b -> b.resultShape(ResultShape.parse("stack")).compression("deflate:1"),
            "each", b -> b.payload(Payload.PER_COMPUTATION),
            "ranges", b -> b.payload(Payload.PER_PARTITION),
            "single", b -> b.singleFile(),
            "pickle", b -> b.format(Format.PICKLE),
            "java", b -> b.format(Format.SERIALIZED));
    for (var layout : layouts.entrySet()) {
      Path directory = folder.resolve(layout.getKey());
      try (var map =
          layout
              .getValue()
              .apply(ParallelMap.over(each(range(N))).map(LocalesTest::half).name("half"))
              .outputDir(directory)
              .verbosity(Verbosity.QUIET)
              .build()) {
        Run<Double> run = map.compute();
        String where = language + ", " + layout.getKey();
        assertEquals(N - 1, run.nInputs() - run.failures().size(), where);
        var verified = Results.open(directory).verify();
        assertEquals(List.of(), verified.problems(), where);
        assertAscii(run.toString() + verified + Results.open(directory), where);
        assertAscii(run.failures().toString(), where);
      }
      assertAsciiIn(directory);
    }
  }

  static double half(int x) {
    if (x == 3) {
      throw new IllegalStateException("no " + x);
    }
    return x / 2.0;
  }

  /** Names, manifest, ledger and log. */
  private static void assertAsciiIn(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    assertTrue(files.size() >= 3, files::toString);
    for (Path file : files) {
      String name = directory.relativize(file).toString();
      assertAscii(name, "name in " + directory);
      if (name.matches(".*\\.(json|jsonl|log)")) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertAscii(text, file.toString());
        if (name.endsWith(".json")) {
          new ObjectMapper().readTree(text);
        }
      }
    }
  }

  private static void assertAscii(String text, String where) {
    var other = OTHER_THAN_ASCII.matcher(text);
    assertTrue(!other.find(), () -> where + ": '" + other.group() + "' in " + text);
  }
}
