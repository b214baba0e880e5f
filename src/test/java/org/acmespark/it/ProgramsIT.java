package org.acmespark.it;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code acme run --command} as a user types it. */
class ProgramsIT {

  @TempDir Path cwd;

  private AcmeProcess acme(String... arguments) {
    return AcmeProcess.run(cwd, Map.of("TMPDIR", scratch().toString()), arguments);
  }

  private Path scratch() {
    try {
      return Files.createDirectories(cwd.resolve("scratch"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Path> leftInScratch() throws IOException {
    try (Stream<Path> left = Files.list(scratch())) {
      return left.filter(p -> p.getFileName().toString().startsWith("acme-call")).toList();
    }
  }

  @Test
  void executorsOfOtherJvmsRunAProgramThatLeavesAnArray() throws Exception {
    Files.writeString(cwd.resolve("trials.json"), "[{\"p\": 1}, {\"p\": 2}, {\"p\": 3}]");
    Files.writeString(
        cwd.resolve("fit.py"),
        "import json, sys, numpy as np\n"
            + "trial, seed, out = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3]\n"
            + "assert seed >= 0\n"
            + "if trial['p'] == 2: sys.exit('no convergence')\n"
            + "np.save(out, np.full((2, 2), trial['p'], 'f4'))\n");
    var acme =
        acme(
            "run",
            "--command",
            PYTHON + " fit.py {x} {seed} {out}",
            "x=@trials.json",
            "--result",
            "out.npy",
            "--name=fit",
            "--output-dir=run",
            "--master=local-cluster[2,1,1024]");
    assertEquals(1, acme.status(), acme::said);
    assertEquals(List.of(cwd.resolve("run/fit.h5").toString()), acme.stdout());
    String said = acme.said();
    assertTrue(
        said.contains("ProgramFailed: " + PYTHON + " ended with exit status 1: no convergence"),
        said);
    assertTrue(said.contains("computation 1: (x=[\"p\"=2])"), said);
    assertEquals(
        "float32 [[3.0, 3.0], [3.0, 3.0]] ['comp_0', 'comp_2']",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\na = f['comp_2/result_0'][()]\n"
                + "print(a.dtype, a.tolist(), list(f))",
            cwd.resolve("run/fit.h5")));
    assertEquals(List.of(), leftInScratch());

    // What it was is recorded: nothing else is typed to go on.
    Files.writeString(
        cwd.resolve("fit.py"),
        "import sys, numpy as np\nnp.save(sys.argv[3], np.zeros((2, 2), 'f4'))\n");
    var resumed = acme("resume", "run", "--retry-failed");
    assertEquals(0, resumed.status(), resumed::said);
    assertEquals(
        "[1.0, 0.0, 3.0]",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print([float(f['comp_%d/result_0' % k][0, 0]) for k in range(3)])",
            cwd.resolve("run/fit.h5")));
  }

  @Test
  void valuesArePrintedAsJsonAndADryRunTriesOne() {
    String[] command = {
      "run", "--command", "echo $(({x} * 2))", "--shell", "[1,2,3]", "--result", "stdout:integer"
    };
    var acme = acme(with(command, "--in-memory", "--quiet"));
    assertEquals(0, acme.status(), acme::said);
    assertEquals(List.of("[2,4,6]"), acme.stdout());
    var dry = acme(with(command, "--dry-run"));
    assertEquals(0, dry.status(), dry::said);
    assertTrue(dry.said().contains("of 3"), dry::said);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void nothingIsLeftAfterTheJvmWasKilledAndTheRunGoesOn() throws Exception {
    Process driver =
        AcmeProcess.start(
            cwd,
            "run",
            "--command",
            "test {x} -lt 4 || test -e go || { echo {dir} > dir-{x}; setsid sleep 4717.5 & sleep 4717.5; }; echo {x} >> called",
            "--shell",
            "x=range(6)",
            "--result=none",
            "--output-dir=run",
            "--name=asleep",
            "--range-size=1",
            "--n-workers=2");
    try {
      Path ledger = cwd.resolve("run/asleep_computations.jsonl");
      AcmeProcess.awaitAttempts(ledger, 4, driver::isAlive);
      Waiting.until(
          () -> Files.exists(cwd.resolve("dir-4")) && Files.exists(cwd.resolve("dir-5")),
          () -> "no program was started");
    } finally {
      driver.destroyForcibly().waitFor();
    }
    List<Path> scratch = new ArrayList<>();
    for (String file : List.of("dir-4", "dir-5")) {
      scratch.add(Path.of(Files.readString(cwd.resolve(file)).strip()));
    }
    Waiting.until(() -> sleepers() == 0, () -> sleepers() + " programs still run");
    Waiting.until(
        () -> scratch.stream().noneMatch(Files::exists),
        () -> "not removed: " + scratch.stream().filter(Files::exists).toList());
    Files.createFile(cwd.resolve("go"));
    Files.delete(cwd.resolve("called"));
    var resumed = acme("resume", "run");
    assertEquals(0, resumed.status(), resumed::said);
    assertEquals(
        List.of("4", "5"), Files.readAllLines(cwd.resolve("called")).stream().sorted().toList());
  }

  private static long sleepers() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().filter(l -> l.endsWith("sleep 4717.5")).isPresent())
        .count();
  }
}
