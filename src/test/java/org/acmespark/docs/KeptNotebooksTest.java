package org.acmespark.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the notebooks look, with the outputs that are kept in them. */
class KeptNotebooksTest {
  private static final int COLUMNS = 90;

  /** Methods that set an option of a run, or begin one. */
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(map|name|outputDir|resultShape|resultType|inMemory|singleFile|format|seed|nInputs|retries"
              + "|verbosity|resume|retryFailed|force|build|compute)\\(");

  static Stream<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void linesOfCodeEndBeforeColumnNinety(Path notebook) throws IOException {
    assertEquals(
        List.of(), code(notebook).stream().filter(line -> line.length() >= COLUMNS).toList());
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void chainsHaveAnOptionPerLine(Path notebook) throws IOException {
    assertEquals(
        List.of(),
        code(notebook).stream().filter(line -> STEP.matcher(line).results().count() > 2).toList());
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void onlyWarningsAndErrorsAreOnTheColourOfErrors(Path notebook) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (JsonNode output : outputs(notebook)) {
      if (output.path("name").asText().equals("stderr")) {
        text(output.path("text")).lines().filter(line -> !isWarning(line)).forEach(wrong::add);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void outputsShowNothingOfTheMachineThatReadersCannotKnow(Path notebook) throws IOException {
    Pattern unknown =
        Pattern.compile(".{0,40}(Add to classpath|ListN\\{|\\(#\\d+:\\d+\\)|JShell\\$).{0,40}");
    for (JsonNode output : outputs(notebook)) {
      assertEquals(
          List.of(), unknown.matcher(output.toString()).results().map(MatchResult::group).toList());
    }
  }

  private static boolean isWarning(String line) {
    return line.isEmpty() || line.startsWith("acme: warning: ");
  }

  private static List<String> code(Path notebook) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode cell : read(notebook).path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        lines.addAll(text(cell.path("source")).lines().toList());
      }
    }
    return lines;
  }

  private static List<JsonNode> outputs(Path notebook) throws IOException {
    List<JsonNode> outputs = new ArrayList<>();
    read(notebook).path("cells").forEach(cell -> cell.path("outputs").forEach(outputs::add));
    return outputs;
  }

  private static JsonNode read(Path notebook) throws IOException {
    return new ObjectMapper().readTree(notebook.toFile());
  }

  private static String text(JsonNode lines) {
    StringBuilder text = new StringBuilder(lines.isTextual() ? lines.asText() : "");
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
