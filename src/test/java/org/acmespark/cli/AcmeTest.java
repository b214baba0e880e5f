package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class AcmeTest {
  private record Outcome(int status, String results, String messages) {}

  private static Outcome acme(String... args) {
    var results = new StringWriter();
    var messages = new StringWriter();
    int status = Acme.execute(new PrintWriter(results), new PrintWriter(messages), args);
    return new Outcome(status, results.toString(), messages.toString());
  }

  static List<String> commands() {
    return Acme.commandLine().getSubcommands().entrySet().stream()
        .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
        .filter(command -> !command.getKey().equals("help")) // picocli's own
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void takesAWordThatBeginsLikeAnOptionForNoneOfItsOptions() {
    Outcome run = acme("run", "java.lang.String::valueOf", "-hamming");
    assertEquals(Acme.USAGE, run.status());
    assertTrue(run.messages().contains("-hamming"), run.messages());
    assertEquals("", run.results(), "the usage is shown to those who ask for it");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfEveryCommandHasAnExample(String command) {
    Outcome help = acme(command, "--help");
    assertEquals(Acme.OK, help.status());
    assertTrue(help.results().contains("Examples:"), help.results());
    assertTrue(help.results().contains("  acme " + command + " "), help.results());
    assertEquals("", help.messages());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examplesInHelpUseOnlyOptionsThatExist(String command) {
    CommandLine acme = Acme.commandLine();
    CommandLine described = acme.getSubcommands().get(command);
    for (String line : described.getCommandSpec().usageMessage().footer()) {
      String[] words = words(line);
      assertTrue(line.length() <= 80, "is wrapped: " + line);
      assertEquals("acme", words[0], line);
      acme.parseArgs(Arrays.copyOfRange(words, 1, words.length));
    }
  }

  /** Words as a shell has them, with single quotes alone. */
  private static String[] words(String line) {
    return Pattern.compile("'([^']*)'|([^' ]|'[^']*')+")
        .matcher(line)
        .results()
        .map(word -> word.group().replace("'", ""))
        .toArray(String[]::new);
  }

  @Test
  void helpOfAcmeHasAnExample() {
    Outcome help = acme("--help");
    assertEquals(Acme.OK, help.status());
    assertTrue(help.results().contains("acme run org.acmespark.examples.Walkthrough::f"));
  }

  @Test
  void versionNamesAcmeAndWhatItRunsOn() {
    Outcome version = acme("--version");
    assertEquals(Acme.OK, version.status());
    assertTrue(
        version.results().matches("(?s)acme .*Spark [34]\\..*HDF5 1\\.\\d+\\..*Java 1?\\d.*"),
        version.results());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                       | COMMAND is missing",
        "rum                    | run",
        "run                    | FUNCTION",
        "run a.B::c --paylaod auto | --payload",
        "run a.B::c --n-inputs many | 'many'",
        "run a.B::c --payload all | 'all' is none of auto, per-computation, per-partition",
        "run a.B::c --format xml | 'xml' is none of hdf5, pickle, serialized",
        "run org.acmespark.examples.Walkthrough::f [1,2] 3 4 --format pickle --in-memory"
            + " | --in-memory and format pickle exclude each other",
        "run org.acmespark.examples.Walkthrough::f [1,2] 3 4 --format pickle --payload auto"
            + " | format pickle and payload exclude each other",
        "run org.acmespark.examples.Walkthrough::f [1,2] 3 4 --result-dtype int8"
            + " | --result-dtype is INT8, but there is no --result-shape",
        "run org.acmespark.examples.Walkthrough::f [1,2] 3 4 --single-file --in-memory"
            + " | --single-file and --in-memory exclude each other",
        "run a.B::c --on-failure go | 'go' is none of continue, stop",
        "run a.B::c --quiet --verbose | mutually exclusive",
        "run a.B::c --singel-file | --singel-file",
        "run a.B::c --jar nosuch.jar | --jar nosuch.jar: there is no such file",
        "run a.B::c --jar pom.xml | --jar pom.xml: that is no jar",
        "run a.B::c --master local[3] | --master local[3] did not reach Spark",
        "run a.B::c --conf spark.a   | expected spark.some.property=value",
        "run a.B::c --conf spark.a=b | did not reach Spark",
        "run a.B::c --driver-memory 4g | did not reach Spark",
        "insepct x.h5           | there is no command insepct",
        "insepct x.h5           | did you mean inspect?",
        "help insepct           | there is no command insepct; did you mean inspect?",
        "cluster strat          | there is no command cluster strat; did you mean start?",
        "run --jason            | there is no option --jason; did you mean --json?",
        "run --out x f          | there is no option --out; did you mean --output-dir?",
        "run -o x f             | there is no option -o; did you mean --output-dir?",
        "run --resultdir x f    | there is no option --resultdir; did you mean --output-dir?",
        "run -j 3 f             | there is no option -j; did you mean --n-workers?",
        "report --too=y x       | there is no option --too; did you mean --to?",
        "inspect x --zzzzzzz    | there is no option --zzzzzzz",
        "inspect                | PATH",
        "inspect nosuch.h5      | nosuch.h5",
      })
  void wrongUsageExitsWith2AndSaysWhatIsWrong(String line, String words) {
    Outcome outcome = acme(line == null ? new String[0] : line.split(" "));
    assertEquals(Acme.USAGE, outcome.status(), outcome.messages());
    assertTrue(outcome.messages().startsWith("acme: "), outcome.messages());
    assertTrue(outcome.messages().contains(words), outcome.messages());
    assertEquals("", outcome.results());
    assertFalse(outcome.messages().contains("\tat "), outcome.messages());
  }

  @Test
  void cleanNeedsAnAgeAndConsent(@TempDir Path place) throws IOException {
    assertEquals(Acme.USAGE, acme("clean", place.toString()).status());
    assertTrue(
        acme("clean", "--older-than", "week").messages().contains("must be a time with its unit"));
    assertEquals(Acme.OK, acme("clean", place.toString(), "--older-than", "7d").status());

    Path run = Files.createDirectory(place.resolve("ACME_20250101-000000-000001"));
    Files.createFile(run.resolve(".acme-run"));
    Outcome unasked = acme("clean", place.toString(), "--older-than", "0d");
    assertEquals(Acme.USAGE, unasked.status(), unasked.messages());
    assertTrue(unasked.messages().contains(run.getFileName().toString()), unasked.messages());
    assertTrue(unasked.messages().contains("give --yes"), unasked.messages());
    assertTrue(Files.exists(run));

    Outcome agreed = acme("clean", place.toString(), "--older-than", "0d", "--yes");
    assertEquals(Acme.OK, agreed.status(), agreed.messages());
    assertEquals(run.toString(), agreed.results().strip());
    assertFalse(Files.exists(run));
  }

  @Test
  void doctorSaysWhatWorksAndWhatToDoAboutWhatDoesNot(@TempDir Path place) {
    Outcome well = acme("doctor", place.toString());
    assertEquals(Acme.OK, well.status(), well.results());
    for (String what : List.of("Java", "Spark", "native HDF5", "free space", "files", "SLURM")) {
      assertTrue(well.results().contains("  " + what), well.results());
    }
    assertEquals(0, place.toFile().list().length);

    Outcome ill = acme("doctor", place.resolve("nosuch").toString());
    assertEquals(Acme.INFRASTRUCTURE, ill.status(), ill.results());
    assertTrue(ill.results().contains("BROKEN  files"), ill.results());
    assertTrue(ill.results().contains("--output-dir"), ill.results());
  }
}
