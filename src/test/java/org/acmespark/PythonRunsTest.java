package org.acmespark;

import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of functions in Python: resumed, of slices, stacked, with a log. */
class PythonRunsTest {
  private static final String PYTHON = "/usr/bin/python3";

  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("python runs")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private NamedMapBuilder named(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), source);
    return ParallelMap.named(file + "::f").python(PYTHON);
  }

  private Run<Object> compute(ParallelMapBuilder<Object> builder) {
    try (var map = builder.spark(spark).verbosity(Verbosity.QUIET).build()) {
      return map.compute();
    }
  }

  private Path output() {
    return folder.resolve("out");
  }

  @Test
  void aResumedRunComputesWhatHasFailedAndKnowsTheFunctionByItsSource() throws IOException {
    String source =
        "import os\ndef f(x):\n    open(r'%s/called', 'a').write('%%d ' %% x)\n"
            + "    assert x != 2 or os.path.exists(r'%s/good')\n    return x * 10\n";
    String code = source.formatted(folder, folder);
    Path called = folder.resolve("called");
    assertEquals(
        1, compute(named(code).args(List.of(1, 2, 3)).outputDir(output())).failures().size());
    Files.createFile(folder.resolve("good"));
    Files.delete(called);

    var other = named(code + "# changed\n").args(List.of(1, 2, 3)).resume(output()).retryFailed();
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> compute(other)).getMessage();
    assertTrue(refusal.contains("the code of function f has changed"), refusal);

    var again = named(code).args(List.of(1, 2, 3)).resume(output()).retryFailed();
    assertEquals(List.of(), compute(again).failures());
    assertEquals("2 ", Files.readString(called));
    assertEquals(
        "[10, 20, 30]",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print([int(f['comp_%d/result_0' % k][()]) for k in range(3)])",
            output().resolve("f.h5")));
  }

  @Test
  void callsAFunctionOfAnInstalledModule() {
    var named = ParallelMap.named("python:posixpath::basename").python(PYTHON);
    named.args(List.of("a/b", "c/d")).inMemory();
    assertEquals(List.of("b", "d"), compute(named).values());
  }

  @Test
  void slicesArriveWithTheirTypeAndShape() throws IOException {
    Path file = folder.resolve("in.h5");
    Judges.h5py(
        "import h5py, sys, numpy as np\nf = h5py.File(sys.argv[1], 'w')\n"
            + "for t in 'f2 f4 u1 u2 u4 u8 i1 i8 bool c8'.split():\n"
            + "    f[t] = np.arange(6).reshape(2, 3).astype(t)\n"
            + "f['one'] = np.array([250, 251], 'u1')\n"
            + "f['text'] = ['a', 'b']\n",
        file);
    String source =
        "import numpy as np\ndef f(x):\n    return '%s %s %s' % (x.dtype, x.shape, x.tolist())\n";
    for (String type : List.of("f2", "f4", "u1", "u2", "u4", "u8", "i1", "i8", "bool", "c8")) {
      var run =
          compute(
              named(source).args(Args.slices(file.toString(), type, 0, Object.class)).inMemory());
      String expected =
          Judges.h5py(
              "import sys, numpy as np\nx = np.arange(6).reshape(2, 3).astype(sys.argv[1])[1]\n"
                  + "print('%s %s %s' % (x.dtype, x.shape, x.tolist()))",
              type);
      assertEquals(expected, run.values().get(1));
    }
    var scalars = named(source).args(Args.slices(file.toString(), "one", 0, Object.class));
    assertEquals(List.of("uint8 () 250", "uint8 () 251"), compute(scalars.inMemory()).values());
    var texts = named("def f(x):\n    return x + '!'\n");
    texts.args(Args.slices(file.toString(), "text", 0, Object.class));
    assertEquals(List.of("a!", "b!"), compute(texts.inMemory()).values());
  }

  @Test
  void resultsAreStackedAndKeptInOneFile() throws IOException {
    String source = "import numpy as np\ndef f(x):\n    return np.full(3, x, 'f4')\n";
    long[] shape = {STACK, 3};
    var stacked = named(source).args(List.of(1, 2)).resultShape(shape).outputDir(output());
    compute(stacked);
    String show = "import h5py, sys\nf = h5py.File(sys.argv[1])\nprint(f['result_0'][()].tolist())";
    assertEquals("[[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]", Judges.h5py(show, output().resolve("f.h5")));

    var memory = named(source).args(List.of(1, 2)).resultShape(shape).inMemory();
    assertEquals(2.0, compute(memory).stacked().getDouble(5));

    Path one = folder.resolve("one");
    compute(named(source).args(List.of(1, 2)).singleFile().outputDir(one));
    assertEquals(
        "float32 [2.0, 2.0, 2.0]",
        Judges.h5py(
            "import h5py, sys\na = h5py.File(sys.argv[1])['comp_1/result_0'][()]\n"
                + "print(a.dtype, a.tolist())",
            one.resolve("f.h5")));
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
  void aParameterNamedSeedIsFilledFromTheRunsSeedUnlessItIsGiven() throws IOException {
    String source = "def f(x, seed=None):\n    return seed\n";
    var first = compute(named(source).args(List.of(1, 2, 3)).seed(7).inMemory()).values();
    var again = compute(named(source).args(List.of(1, 2, 3)).seed(7).inMemory()).values();
    var other = compute(named(source).args(List.of(1, 2, 3)).seed(8).inMemory()).values();
    assertEquals(first, again);
    assertEquals(3, new HashSet<>(first).size());
    assertNotEquals(first, other);
    assertTrue(
        first.stream().allMatch(seed -> (Long) seed >= 0 && (Long) seed < 1L << 32),
        first.toString());
    var given = named(source).args(List.of(1, 2), List.of(5, 6)).inMemory();
    assertEquals(List.of(5L, 6L), compute(given).values());
    var required = named("def f(seed):\n    return seed\n").nInputs(2).seed(7).inMemory();
    assertEquals(first.subList(0, 2), compute(required).values());
  }

  @Test
  void thePropertyNamesTheInterpreter() throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), "def f(x):\n    return x\n");
    var named = ParallelMap.named(file + "::f").args(List.of(1)).inMemory();
    spark.sc().conf().set("spark.acme.python", "/no/python3");
    try {
      String message =
          assertThrows(IllegalArgumentException.class, () -> compute(named)).getMessage();
      assertTrue(message.contains("/no/python3 cannot be started"), message);
    } finally {
      spark.sc().conf().remove("spark.acme.python");
    }
  }

  @Test
  void anInterpreterOfAnotherVersionOnAnExecutorFailsInOneSentence() throws IOException {
    // What the driver asks is answered by one version, what executors start is another.
    Path interpreter =
        Files.writeString(
            folder.resolve("python"),
            """
            #!/bin/sh
            flag=$1 code=$2
            shift 2
            case $code in
              *_worker.main*) code="import sys; sys.version_info = (3, 1, 0); $code" ;;
            esac
            exec /usr/bin/python3 "$flag" "$code" "$@"
            """);
    Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwx------"));
    var named = named("def f(x):\n    return x\n").args(List.of(1)).inMemory();
    ((NamedMapBuilder) named).python(interpreter.toString());
    ComputationFailure failure = compute(named).failures().get(0);
    assertEquals("VersionsDiffer", failure.error());
    assertTrue(failure.message().contains("Python is 3.1 there, but 3."), failure.message());
  }
}
