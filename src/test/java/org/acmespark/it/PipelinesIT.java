package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows of {@code src/examples/pipelines}, with the tools that they are for. */
class PipelinesIT {
  private static final Path EXAMPLES = Path.of("src/examples/pipelines");

  @TempDir Path cwd;

  @BeforeEach
  void layOutTheFirstText() throws IOException {
    for (String file : List.of("Makefile", "Snakefile")) {
      Files.copy(EXAMPLES.resolve(file), cwd.resolve(file));
    }
    Files.writeString(cwd.resolve("texts.json"), "[\"a.txt\", \"b.txt\"]");
    Files.writeString(cwd.resolve("a.txt"), "in the beginning");
  }

  @Test
  void thePageShowsThem() throws IOException {
    String page = Files.readString(Path.of("docs/pipelines.md"));
    for (String file : List.of("Makefile", "Snakefile")) {
      assertTrue(page.contains(Files.readString(EXAMPLES.resolve(file))), file);
    }
  }

  @Test
  void makeRepeatsWhatFailedAndThenNothing() throws Exception {
    requireTool("make");
    List<String> make = List.of("make", "ACME=" + AcmeProcess.COMMAND);
    goesOnAfterARepair(make);
    assertTrue(run(make).output().contains("up to date"));

    Files.writeString(cwd.resolve("texts.json"), "[\"b.txt\"]");
    assertEquals(0, run(make).exitStatus());
    assertEquals(List.of("4"), calls());
  }

  @Test
  void snakemakeRepeatsWhatFailedAndThenNothing() throws Exception {
    requireTool("snakemake");
    List<String> snakemake =
        List.of("snakemake", "--cores", "2", "--config", "acme=" + AcmeProcess.COMMAND);
    goesOnAfterARepair(snakemake);
    assertTrue(run(snakemake).output().contains("Nothing to be done"));
  }

  private void goesOnAfterARepair(List<String> tool) throws Exception {
    Judges.Outcome failing = run(tool);
    assertNotEquals(0, failing.exitStatus(), failing::output);
    assertTrue(failing.output().contains("1 of 2 computations failed"), failing::output);
    Files.writeString(cwd.resolve("b.txt"), "the word it is");
    Judges.Outcome repaired = run(tool);
    assertEquals(0, repaired.exitStatus(), repaired::output);
    assertEquals(3, Files.readAllLines(cwd.resolve("counts/count_computations.jsonl")).size());
    assertEquals(List.of("3", "4"), calls());
  }

  /** The results in the consolidated file. */
  private List<String> calls() {
    return Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print(*[f[c]['result_0'][()] for c in f], sep='\\n')",
            cwd.resolve("all.h5"))
        .lines()
        .toList();
  }

  private Judges.Outcome run(List<String> command) throws Exception {
    var builder =
        new ProcessBuilder(command)
            .directory(cwd.toFile())
            .redirectErrorStream(true)
            .redirectOutput(cwd.resolve("output.txt").toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    int status = builder.start().waitFor();
    return new Judges.Outcome(status, Files.readString(cwd.resolve("output.txt")));
  }

  private static void requireTool(String tool) {
    if (Judges.run(List.of("sh", "-c", "command -v " + tool)).exitStatus() != 0) {
      Judges.missing(tool + " is missing");
    }
  }
}
