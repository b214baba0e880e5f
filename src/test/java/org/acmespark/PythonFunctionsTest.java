package org.acmespark;

import static org.acmespark.Judges.PYTHON;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Outputs;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions in Python by name, called by Debian's interpreter. */
class PythonFunctionsTest {

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private NamedMapBuilder named(String source, String function) throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), source);
    return ParallelMap.named(file + "::" + function).python(PYTHON);
  }

  private Run<Object> inMemory(NamedMapBuilder named) {
    return TestSpark.compute(named.inMemory());
  }

  private Path inFiles(NamedMapBuilder named) {
    Path output = folder.resolve("out");
    TestSpark.compute(named.outputDir(output));
    return output;
  }

  @Test
  void keepsArgumentsByPositionByNameAndByDefault() throws IOException {
    var named = named("def f(x, y, z=3, taskID=None):\n    return (x + y) * z + taskID\n", "f");
    assertEquals(List.of(18L, 25L, 32L), inMemory(named.args(List.of(2, 4, 6), 4)).values());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"None", "'hann'", "(1, 2)", "float('nan')", "[1, 2]", "2"})
  void aDefaultOfAnyKindGivesWayToAnArgument(String own) throws IOException {
    var named = named("def f(x, y=%s):\n    return x + y\n".formatted(own), "f");
    assertEquals(List.of(11L, 12L), inMemory(named.args(List.of(1, 2), 10)).values());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "float16",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "bool",
        "complex64",
        "complex128"
      })
  void everyTypeOfAnArrayReachesTheFile(String type) throws IOException {
    String source =
        "import numpy as np\ndef f(x):\n    return np.arange(6).reshape(2, 3).astype('%s') * np.%s(x)\n"
            .formatted(type, type.equals("bool") ? "bool_" : type);
    Path output = inFiles(named(source, "f").args(List.of(1, 1)));
    assertEquals(
        "True",
        Judges.h5py(
            "import h5py, sys, numpy as np\n"
                + "a = h5py.File(sys.argv[1])['comp_1/result_0'][()]\n"
                + "e = np.arange(6).reshape(2, 3).astype(sys.argv[2])\n"
                + "print(a.dtype == e.dtype and (a == e).all() and a.shape == e.shape)",
            output.resolve("f.h5"),
            type));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "np.arange(3, dtype='>i4')|int32 [0, 1, 2]",
        "np.asfortranarray(np.arange(4.).reshape(2, 2))|float64 [[0.0, 1.0], [2.0, 3.0]]",
        "np.arange(6)[::2]|int64 [0, 2, 4]",
        "np.array(2.5)|float64 2.5",
        "np.zeros((0, 2))|float64 []",
        "np.float32(1.5)|float32 1.5",
        "np.bool_(True)|bool True",
        "[1, 2]|int64 [1, 2]"
      })
  void arraysOfEveryLayoutReachTheFile(String expression, String expected) throws IOException {
    String source = "import numpy as np\ndef f(x):\n    return " + expression + "\n";
    Path output = inFiles(named(source, "f").args(List.of(1, 1)));
    assertEquals(
        expected,
        Judges.h5py(
            "import h5py, sys, numpy as np\n"
                + "a = np.asarray(h5py.File(sys.argv[1])['comp_1/result_0'][()])\n"
                + "print(a.dtype, a.tolist())",
            output.resolve("f.h5")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{'a': x}",
        "np.ma.masked_array([1, 2], [True, False])",
        "np.zeros(2, dtype=[('a', int)])",
        "(x, {'a': x})",
        "2**70"
      })
  void whatHdf5CannotHoldIsPickledByPython(String expression) throws IOException {
    String source = "import numpy as np\ndef f(x):\n    return " + expression + "\n";
    Path output = inFiles(named(source, "f").args(List.of(1, 1)));
    assertEquals(
        "True",
        Judges.h5py(
            "import pickle, sys, numpy as np\nx = 1\n"
                + "print(repr(pickle.load(open(sys.argv[1], 'rb'))) == repr("
                + expression
                + "))",
            output.resolve("f_payload/f_1.pickle")));
  }

  @Test
  void formatPickleKeepsTheObjectWhole() throws IOException {
    var named = named("import numpy as np\ndef f(x):\n    return np.arange(3, dtype='u1')\n", "f");
    named.format(Format.PICKLE);
    Path output = inFiles(named.args(List.of(1, 2)));
    assertEquals(
        "array([0, 1, 2], dtype=uint8)",
        Judges.h5py(
            "import pickle, sys\nprint(repr(pickle.load(open(sys.argv[1], 'rb'))))",
            output.resolve("f_0.pickle")));
  }

  @Test
  void inMemoryAListStaysAListAndATupleIsSeveralValues() throws IOException {
    assertEquals(
        List.of(List.of(1L, 2L), List.of(1L, 2L)),
        inMemory(named("def f(x):\n    return [1, 2]\n", "f").args(List.of(1, 2))).values());
    assertEquals(
        List.of(Outputs.of(1L, "a"), Outputs.of(1L, "a")),
        inMemory(named("def f(x):\n    return 1, 'a'\n", "f").args(List.of(1, 2))).values());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"shared", "split"})
  void whatACallDoesToAListIsNotSeenByTheNext(String how) throws IOException {
    var named = named("def f(x, y):\n    y.append(x)\n    return len(y)\n", "f");
    List<Integer> list = List.of(1, 2);
    Object lists = how.equals("shared") ? Args.all(list) : Collections.nCopies(5, list);
    assertEquals(
        List.of(3L, 3L, 3L, 3L, 3L), inMemory(named.args(List.of(1, 2, 3, 4, 5), lists)).values());
  }

  @Test
  void anArrayArrivesAsAnArrayAndEachCallChangesItsOwn() throws IOException {
    String source =
        "def f(x, y):\n    y[0] += x\n    return '%s %s %s' % (y.dtype, y.tolist(), type(x).__name__)\n";
    var named = named(source, "f").args(List.of(1, 2, 3), Args.all(new float[] {0, 9}));
    assertEquals(
        List.of("float32 [1.0, 9.0] int", "float32 [2.0, 9.0] int", "float32 [3.0, 9.0] int"),
        inMemory(named).values());
  }

  @Test
  void oneSeedDrawsTheSameNumbersWhateverIsImportedWhere() throws IOException {
    String source =
        "def f(x):\n    import random, numpy as np\n    return random.random() + np.random.rand()\n";
    var one = named(source, "f").args(List.of(1, 2, 3, 4)).seed(7).rangeSize(4);
    var many = named(source, "f").args(List.of(1, 2, 3, 4)).seed(7).rangeSize(1);
    assertEquals(values(one), values(many));
  }

  private List<Object> values(ParallelMapBuilder<Object> builder) {
    return TestSpark.compute(builder.inMemory()).values();
  }

  @Test
  void anExceptionHasPythonsClassMessageAndTraceOfTheUsersFrames() throws IOException {
    String source = "def f(x):\n    if x == 2:\n        raise KeyError('no x')\n    return x\n";
    ComputationFailure failure = inMemory(named(source, "f").args(List.of(1, 2))).failures().get(0);
    assertEquals("KeyError", failure.error());
    assertEquals("'no x'", failure.message());
    assertEquals("(x=2)", failure.inputs());
    assertTrue(failure.stackTrace().contains("raise KeyError('no x')"), failure.stackTrace());
    assertFalse(failure.stackTrace().contains("_worker"), failure.stackTrace());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "os.kill(os.getpid(), 9)|signal 9",
        "os.abort()|signal 6",
        "os.kill(os.getpid(), 11)|signal 11",
        "sys.exit(4)|exit status 4"
      })
  void aWorkerThatDiesIsTheFailureOfOneComputationAndLeavesNothing(String death, String words)
      throws Exception {
    String source =
        "import os, subprocess, sys\ndef f(x):\n    if x == 2:\n"
            + "        subprocess.Popen(['sleep', '4711.5'])\n        %s\n    return x\n"
                .formatted(death);
    Run<Object> run = inMemory(named(source, "f").args(List.of(1, 2, 3)));
    assertEquals(1, run.failures().size());
    String message = run.failures().get(0).message();
    assertTrue(message.contains(words), message);
    assertNothingIsLeftOf("4711.5");
  }

  @Test
  void aTimeOutKillsTheWorkerAndWhatItHasStarted() throws Exception {
    String source =
        "import subprocess\ndef f(x):\n    if x == 2:\n        subprocess.run(['sleep', '4712.5'])\n"
            + "    return x\n";
    var named = named(source, "f").args(List.of(1, 2));
    named.timeout(Duration.ofSeconds(2));
    assertEquals(1, inMemory(named).failures().size());
    assertNothingIsLeftOf("4712.5");
  }

  private static void assertNothingIsLeftOf(String argument) throws Exception {
    Waiting.until(() -> sleeper(argument).isEmpty(), () -> "sleep " + argument + " still runs");
  }

  private static Optional<Long> sleeper(String argument) {
    return ProcessHandle.allProcesses()
        .filter(
            p -> p.info().commandLine().filter(l -> l.endsWith("sleep " + argument)).isPresent())
        .map(ProcessHandle::pid)
        .findAny();
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "def lowpass(x): return x|lowpas|there is no function lowpas in|it has lowpass",
        "def f(x: return x|f|analysis.py, line 1|",
        "import nosuchmodule|f|No module named 'nosuchmodule'|/usr/bin/python3",
        "def f(x): yield x|f|f is a generator|",
        "f = 3|f|is no function, but a int|",
        "def f(x, y): return x|f|argument y of f(x, y) is missing|"
      })
  void refusesBeforeAnythingStarts(String source, String function, String words, String more)
      throws IOException {
    var named = named(source + "\n", function).args(List.of(1, 2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> inMemory(named)).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.contains(more == null ? "" : more), message);
  }

  @Test
  void refusesOptionsOfPythonForOtherFunctions() {
    var java = ParallelMap.named("java.lang.Math::abs").args(List.of(-1.0)).python("python3");
    var program = ParallelMap.command("echo {x}", "none").arg("x", List.of(1));
    program.pythonFiles(List.of("a.py"));
    for (var named : List.of(java, program)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> inMemory(named)).getMessage();
      assertTrue(message.contains("is for functions in Python"), message);
      assertTrue(message.contains("leave it out"), message);
    }
  }

  @Test
  void namesAnInterpreterThatIsNotThere() throws IOException {
    var named = named("def f(x): return x\n", "f").args(List.of(1)).python("/no/python3");
    String message =
        assertThrows(IllegalArgumentException.class, () -> inMemory(named)).getMessage();
    assertTrue(message.contains("/no/python3 cannot be started"), message);
  }

  @Test
  void refusesAnArgumentOfAnotherNameAndAFileThatIsNotThere() throws IOException {
    var named = named("def f(x, cutoff=1): return x\n", "f").arg("x", List.of(1)).arg("cutof", 2);
    String message =
        assertThrows(IllegalArgumentException.class, () -> inMemory(named)).getMessage();
    assertTrue(message.contains("cutof") && message.contains("cutoff"), message);
    var nowhere = ParallelMap.named(folder.resolve("nowhere.py") + "::f").args(List.of(1));
    message = assertThrows(IllegalArgumentException.class, () -> inMemory(nowhere)).getMessage();
    assertTrue(message.contains("there is no file"), message);
  }

  @Test
  void aResultThatCannotBeKeptIsTheFailureOfItsComputation() throws IOException {
    String source =
        "import numpy as np, threading\ndef f(x):\n    return {1: np.ones(3), 2: np.ones(4), 3: threading.Lock()}[x]\n";
    var named = named(source, "f").args(List.of(1, 2, 3));
    named.resultShape(STACK, 3);
    Path output = folder.resolve("out");
    try (var map = named.outputDir(output).verbosity(Verbosity.QUIET).build()) {
      var failures = map.compute().failures();
      assertEquals(List.of(1L, 2L), failures.stream().map(ComputationFailure::index).toList());
      assertTrue(failures.get(0).message().contains("4"), failures.toString());
      assertTrue(failures.get(1).message().contains("lock"), failures.toString());
    }
  }

  @Test
  void debugCompressionAndTheFirstFailureAreAsForFunctionsInJava() throws IOException {
    String source =
        "import numpy as np\ndef f(x):\n    if x == 2:\n        raise ValueError('two')\n    return np.zeros(100_000)\n";
    Path output = folder.resolve("out");
    var named = named(source, "f").args(List.of(0, 1, 2, 3));
    named.debug().compression("deflate:1").onFailure(OnFailure.STOP);
    try (var map = named.outputDir(output).verbosity(Verbosity.QUIET).build()) {
      Run<Object> run = map.compute();
      assertEquals(List.of(2L), run.failures().stream().map(ComputationFailure::index).toList());
    }
    assertEquals(
        "gzip ['comp_0', 'comp_1']",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print(f['comp_1/result_0'].compression, sorted(f))",
            output.resolve("f.h5")));
  }
}
