package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The one jar of the build on other Sparks and another Java than those it was built with. `.ci/run`
 * fetches the Sparks.
 */
class OtherVersionsIT {
  private static final String F = "org.acmespark.examples.Walkthrough::f";
  private static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";

  @TempDir Path folder;

  /** How {@code submit/acme} ended, and what it said. */
  private record Outcome(int status, String stdout, String stderr) {}

  @ParameterizedTest
  @ValueSource(strings = {"3.5.9", "4.0.4", "4.1.3"})
  void theMainJobRunsLocallyAndOnExecutors(String version) throws Exception {
    Map<String, String> there = Map.of("SPARK_HOME", spark(version).toString());
    theMainJobRuns(there);
    theMainJobRunsOnExecutors(there);
  }

  @Test
  void aClosureOfANotebookRunsOnTheOldestSpark() throws Exception {
    aCellRuns(Map.of("SPARK_HOME", spark("3.5.9").toString()));
  }

  @Test
  void theMainJobAndACellRunOnJava25() throws Exception {
    Map<String, String> there = Map.of("JAVA_HOME", java25().toString());
    theMainJobRuns(there);
    theMainJobRunsOnExecutors(there);
    aCellRuns(there);
  }

  @Test
  void aSparkThatIsTooOldForJavaSaysSo() throws Exception {
    Outcome outcome =
        acme(
            Map.of("SPARK_HOME", spark("3.5.9").toString(), "JAVA_HOME", java25().toString()),
            "",
            "run",
            F,
            "[2]",
            "4",
            "z=3");
    assertEquals(3, outcome.status(), outcome.stderr());
    assertEquals(1, withoutProgress(outcome.stderr()).lines().count(), outcome.stderr());
    assertTrue(outcome.stderr().contains("Spark 3.5.9 does not run on Java 25"), outcome.stderr());
  }

  @Test
  void eachSparkOfTheBuildIsWholeAndAlone() throws IOException {
    Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
    try (Stream<Path> files = Files.list(jars)) {
      List<String> cores =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("(spark-core_|scala-library-|jackson-core-)\\d.*"))
              .sorted()
              .toList();
      assertEquals(3, cores.size(), cores::toString);
    }
  }

  private void theMainJobRuns(Map<String, String> environment) throws Exception {
    Outcome outcome =
        acme(environment, "", "run", F, "[2,4,6,8]", "4", "z=3", "--in-memory", "--timeout=1h");
    assertEquals(0, outcome.status(), outcome.stderr());
    assertEquals("[18.0,24.0,30.0,36.0]\n", outcome.stdout());
    assertEquals("", withoutProgress(outcome.stderr()));
    Outcome dry = acme(environment, "", "run", F, "[2,4,6,8]", "4", "z=3", "--dry-run");
    assertEquals(0, dry.status(), dry.stderr());
    assertTrue(dry.stderr().startsWith("acme: trying computation"), dry.stderr());
  }

  private void theMainJobRunsOnExecutors(Map<String, String> environment) throws Exception {
    Outcome outcome =
        acme(environment, "", "run", F, "[2,4,6,8]", "4", "z=3", "--master", LOCAL_CLUSTER);
    assertEquals(0, outcome.status(), outcome.stderr());
    assertEquals("", withoutProgress(outcome.stderr()));
    Path container = Path.of(outcome.stdout().strip());
    Outcome verified = acme(environment, "", "verify", container.getParent().toString());
    assertEquals(0, verified.status(), verified.stderr());
    assertTrue(
        (verified.stdout() + verified.stderr()).contains("4 of 4 computations readable"),
        verified.stdout() + verified.stderr());
  }

  private void aCellRuns(Map<String, String> environment) throws Exception {
    String cell =
        """
        int k = 10;
        int plus(int x) { return x + k; }
        System.out.println(sc.version() + over(each(1, 2)).map(x -> plus(x)).inMemory().build().compute().values());
        /exit
        """;
    Outcome outcome =
        acme(environment, cell, "shell", "--master", "local-cluster[1,1,1024]", "--", "-s");
    String version =
        Optional.ofNullable(environment.get("SPARK_HOME"))
            .orElse(System.getenv("SPARK_HOME"))
            .replaceFirst(".*spark-", "");
    assertTrue(
        outcome.stdout().contains(version + "[11, 12]"), outcome.stdout() + outcome.stderr());
    assertEquals("", withoutProgress(outcome.stderr()));
  }

  /** JShell tells once in a user's life that it has made a folder for its settings. */
  private static String withoutProgress(String stderr) {
    return stderr
        .lines()
        .filter(
            line ->
                !line.matches(
                    "acme: (\\w+: \\d (of \\d done|computations?;)|running on local-cluster).*"))
        .filter(line -> !line.matches(".*java\\.util\\.prefs.*|INFO: Created user preferences.*"))
        .reduce("", (a, b) -> a + b + "\n");
  }

  private static Path spark(String version) {
    Path home = Path.of("target", "spark-" + version).toAbsolutePath();
    if (!Files.isDirectory(home.resolve("jars"))) {
      Judges.missing("there is no " + home + "; .ci/run fetches it");
    }
    return home;
  }

  /** Where JDKs lie on Debian, on macOS, and with SDKMAN. */
  private static Path java25() throws IOException {
    List<Path> places =
        List.of(
            Path.of(System.getProperty("java.home")).toAbsolutePath().getParent(),
            Path.of("/usr/lib/jvm"),
            Path.of("/opt"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"));
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> entries = Files.list(place)) {
          Optional<Path> found =
              entries
                  .flatMap(jdk -> Stream.of(jdk, jdk.resolve("Contents/Home")))
                  .filter(OtherVersionsIT::isJava25)
                  .findFirst();
          if (found.isPresent()) {
            return found.get();
          }
        }
      }
    }
    Judges.missing("there is no JDK 25 in " + places);
    throw new AssertionError();
  }

  private static boolean isJava25(Path jdk) {
    try {
      return Files.isExecutable(jdk.resolve("bin/jshell"))
          && Files.readString(jdk.resolve("release")).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      return false;
    }
  }

  private Outcome acme(Map<String, String> environment, String typed, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(AcmeProcess.COMMAND.toString()));
    command.addAll(List.of(words));
    Path input = Files.writeString(folder.resolve("typed.txt"), typed);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    builder.environment().putAll(environment);
    builder.environment().put("ACME_CDS", "off"); // they would be made for minutes, for nobody
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    process.waitFor();
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
