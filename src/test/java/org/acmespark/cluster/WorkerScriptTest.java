package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that SLURM runs. */
class WorkerScriptTest {
  private static final Path EXPECTED =
      Path.of("src/test/resources/org/acmespark/cluster/worker.sbatch");

  private static String script() {
    SlurmOptions options =
        SlurmOptions.builder()
            .partition("8GBS")
            .sbatchOptions("--account=physics", "--exclusive")
            .set("ports", "40000-40100")
            .build();
    var plan =
        new SlurmPlan(options, "8GBS", 4, 2, 8000, 6840, Optional.of(Duration.ofSeconds(5401)));
    return WorkerScript.text(
        plan,
        "acme-0123abcd",
        "spark://10.0.0.1:40001",
        Path.of("/shared/my logs"),
        Path.of("/opt/it's spark"),
        Path.of("/opt/jdk"),
        "-XX:SharedArchiveFile=/home/my\\ files/cluster.jsa -Xshare:auto ");
  }

  @Test
  void aWorkersJobIsAsExpected() throws Exception {
    assertEquals(Files.readString(EXPECTED), script());
  }

  @Test
  void shellcheckFindsNothingInAnyScript(@TempDir Path folder) throws Exception {
    Path generated = Files.writeString(folder.resolve("worker.sbatch"), script());
    List<String> command =
        new ArrayList<>(
            List.of(
                "shellcheck",
                "-x",
                generated.toString(),
                "src/test/slurm/lab",
                "src/test/hosts/lab"));
    try (var scripts = Files.list(Path.of("submit"))) {
      // what submit/acme reads in is checked with it
      scripts.map(Path::toString).filter(s -> !s.endsWith(".bash")).forEach(command::add);
    }
    try {
      Judges.Outcome outcome = Judges.run(command);
      assertEquals("", outcome.output());
    } catch (UncheckedIOException notInstalled) {
      Judges.missing("shellcheck is not installed");
    }
  }
}
