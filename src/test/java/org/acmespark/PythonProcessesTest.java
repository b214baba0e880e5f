package org.acmespark;

import static org.acmespark.Judges.PYTHON;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The processes that call functions in Python: what they print, what they may use, what stays. */
class PythonProcessesTest {

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private NamedMapBuilder named(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), source);
    return ParallelMap.named(file + "::f").python(PYTHON);
  }

  @Test
  void whatTheFunctionPrintsIsInTheLogWithTheIndex() throws IOException {
    Path log = folder.resolve("run.log");
    String source =
        "import os, sys\ndef f(x):\n    print('printed', x)\n    os.system('echo child %d' % x)\n"
            + "    print('to stderr', x, file=sys.stderr)\n    assert x != 8\n    return x\n";
    var named = named(source).args(List.of(7, 8)).inMemory().logfile(log);
    compute(named);
    String text = Files.readString(log);
    for (String line : List.of("printed 7", "child 7", "to stderr 7", "printed 8")) {
      assertTrue(text.contains(line), text);
    }
    assertTrue(text.matches("(?s).*computation 0\\b[^\\n]*(printed|child|to stderr) 7.*"), text);
    assertTrue(text.matches("(?s).*computation 1\\b[^\\n]*(printed|child|to stderr) 8.*"), text);
  }

  @Test
  void printsComeInOrderAndLastWordsAreNotLost() throws IOException {
    Path log = folder.resolve("run.log");
    String source =
        "import os, time\ndef f(x):\n    print('first')\n    os.system('echo second')\n"
            + "    print('third')\n    if x == 1:\n        time.sleep(60)\n    return x\n";
    var named = named(source).args(List.of(0, 1)).inMemory().logfile(log);
    assertEquals(
        "TimedOut", compute(named.timeout(Duration.ofSeconds(2))).failures().get(0).error());
    String text = Files.readString(log);
    for (int k = 0; k < 2; k++) {
      String begin = " INFO computation %s stdout: ".formatted(k);
      assertEquals(
          List.of("first", "second", "third"),
          text.lines()
              .filter(line -> line.contains(begin))
              .map(line -> line.substring(line.indexOf(begin) + begin.length()))
              .toList(),
          text);
    }
  }

  @Test
  void aDryRunCountsTheMemoryOfTheChild() throws IOException {
    String source =
        "import numpy as np\ndef f(x):\n    a = np.ones(x)\n    return float(a.sum())\n";
    var named = named(source).args(List.of(40_000_000)).inMemory();
    try (var map = named.spark(SPARK.context()).verbosity(Verbosity.QUIET).build()) {
      long peak = map.dryRun().peakMemory();
      assertTrue(peak > 320e6 && peak < 600e6, "" + peak);
    }
    var program =
        ParallelMap.command(
                PYTHON
                    + " -c 'import sys, time; a = bytearray(int(sys.argv[1])); time.sleep(0.2)' {x}",
                "none")
            .args(List.of(200_000_000));
    try (var map = program.spark(SPARK.context()).inMemory().verbosity(Verbosity.QUIET).build()) {
      long peak = map.dryRun().peakMemory();
      assertTrue(peak > 200e6 && peak < 400e6, "" + peak);
    }
  }

  @Test
  void librariesOfLinearAlgebraGetTheCoresOfATask() throws IOException {
    String source =
        "import os\ndef f(x):\n    return os.environ['OMP_NUM_THREADS'] + os.environ['MKL_NUM_THREADS']\n";
    assertEquals(List.of("11"), compute(named(source).args(List.of(1)).inMemory()).values());
    SPARK.context().sc().conf().set("spark.task.cpus", "2");
    try {
      assertEquals(List.of("22"), compute(named(source).args(List.of(1)).inMemory()).values());
      var program = ParallelMap.command("printenv OMP_NUM_THREADS", "stdout:integer").nInputs(1);
      assertEquals(List.of(2L), compute(program.inMemory()).values());
    } finally {
      SPARK.context().sc().conf().remove("spark.task.cpus");
    }
  }

  @Test
  void outOfMemoryIsAFailureThatNamesComputationAndMemory() throws IOException {
    Path interpreter =
        Files.writeString(
            folder.resolve("python-limited"),
            "#!/bin/sh\nulimit -v 2000000\nexec " + PYTHON + " \"$@\"\n");
    Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwx------"));
    String source =
        "def f(x):\n    if x == 1:\n        import numpy as np\n        return np.ones(1 << 30).sum()\n"
            + "    return len(bytearray(x))\n";
    var named = named(source).args(List.of(1, 3_000_000_000L, 5));
    Run<Object> run = compute(named.python(interpreter.toString()).inMemory());
    assertEquals(2, run.failures().size(), run.failures().toString());
    for (ComputationFailure failure : run.failures()) {
      assertTrue(failure.error().contains("MemoryError"), failure.error());
      assertTrue(
          failure
              .message()
              .matches(
                  "(?s).*the process had \\d+ MB at most, and its limit .ulimit -v. is 1953 MB"),
          failure.message());
    }
    assertEquals(
        List.of(0L, 1L), run.failures().stream().map(ComputationFailure::index).sorted().toList());
    assertEquals(5L, ((List<?>) run.asJava()).get(2));
  }

  @Test
  void noFolderStaysInTheTemporaryDirectory() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Set<String> before = workersFolders(temporary);
    compute(named("def f(x):\n    return x\n").args(List.of(1, 2, 3)).inMemory());
    Set<String> after = workersFolders(temporary);
    // A process that starts when the run is over has its folder until it has started.
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!before.containsAll(after) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      after = workersFolders(temporary);
    }
    after.removeAll(before);
    assertEquals(Set.of(), after);
  }

  private static Set<String> workersFolders(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("acme-py"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }
}
