package org.acmespark;

import static org.acmespark.Judges.PYTHON;
import static org.acmespark.TestSpark.compute;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of functions in Python: resumed, of slices, stacked, with a log. */
class PythonRunsTest {

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private NamedMapBuilder named(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), source);
    return ParallelMap.named(file + "::f").python(PYTHON);
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

  /** Workers get quick calls before their turn; slow ones behind them go to another worker. */
  @Test
  void slowCallsBehindQuickOnesAreSpreadAndEachIsMadeOnce() throws IOException {
    Path called = folder.resolve("called");
    String source =
        "import os, time\ndef f(k):\n    with open(r'%s', 'a') as called:\n        called.write('%%d\\n' %% k)\n"
            + "    if k >= 3000:\n        time.sleep(0.5)\n    return [k, os.getpid()]\n";
    var run = compute(named(source.formatted(called)).args(Args.range(3010)).inMemory());
    assertEquals(List.of(), run.failures());
    assertEquals(
        IntStream.range(0, 3010).mapToObj(String::valueOf).sorted().toList(),
        Files.readAllLines(called).stream().sorted().toList());
    Set<Object> processes = new HashSet<>();
    for (int k = 0; k < 3010; k++) {
      List<?> value = (List<?>) run.values().get(k);
      assertEquals((long) k, value.get(0));
      if (k >= 3000) {
        processes.add(value.get(1));
      }
    }
    assertEquals(2, processes.size());
  }

  @Test
  void quickCallsFailPrintAndDieEachForItself() throws IOException {
    Path called = folder.resolve("called");
    String source =
        "import os, signal\ndef f(k):\n    with open(r'%s', 'a') as called:\n        called.write('%%d\\n' %% k)\n"
            + "    if k in (100, 500):\n        raise ValueError('no %%d' %% k)\n"
            + "    if k == 700:\n        print('said by', k)\n"
            + "    if k == 900:\n        os.kill(os.getpid(), signal.SIGKILL)\n"
            + "    return k\n";
    var run =
        compute(
            named(source.formatted(called))
                .args(Args.range(2000))
                .inMemory()
                .logfile(folder.resolve("log.txt")));
    assertEquals(
        List.of(100L, 500L, 900L), run.failures().stream().map(ComputationFailure::index).toList());
    assertEquals("no 500", run.failures().get(1).message());
    assertTrue(run.failures().get(2).message().contains("SIGKILL"), run.failures().toString());
    assertEquals(
        IntStream.range(0, 2000).mapToObj(String::valueOf).sorted().toList(),
        Files.readAllLines(called).stream().sorted().toList());
    for (int k = 0; k < 2000; k++) {
      Object expected = k == 100 || k == 500 || k == 900 ? null : (Long) (long) k;
      assertEquals(expected, run.values().get(k));
    }
    List<String> said =
        Files.readAllLines(folder.resolve("log.txt")).stream()
            .filter(line -> line.contains("said by"))
            .toList();
    assertEquals(1, said.size());
    assertTrue(said.get(0).contains("computation 700 stdout: said by 700"), said.toString());
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

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"f2", "f4", "u1", "u2", "u4", "u8", "i1", "i8", "bool", "c8", "c16"})
  void wholeDatasetsKeepTheirType(String type) throws IOException {
    Path file = folder.resolve("whole.h5");
    Judges.h5py(
        "import h5py, sys, numpy as np\nf = h5py.File(sys.argv[1], 'w')\n"
            + "f['a'] = np.arange(6).reshape(2, 3).astype(sys.argv[2])\n"
            + "f['b'] = np.arange(2).astype(sys.argv[2])\n"
            + "f['c'] = np.arange(5).astype(sys.argv[2])\n",
        file,
        type);
    String source =
        "def f(a, b, c):\n    return '%s %s %s %s %s' % (a.dtype, a.tolist(), b.dtype, b, c.dtype)\n";
    var named = named(source);
    named.args(
        Datasets.whole(file.toString(), "a"),
        Datasets.whole(file.toString(), "b"),
        Args.all(Datasets.whole(file.toString(), "c")));
    String expected =
        Judges.h5py(
            "import sys, numpy as np\na = np.arange(6).reshape(2, 3).astype(sys.argv[1])\n"
                + "print('%s %s %s %s %s' % (a.dtype, a.tolist(), a.dtype, a[0, 1], a.dtype))",
            type);
    assertEquals(expected, compute(named.inMemory()).values().get(1));
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

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1.24.2, 1.26.4, false", "1.24.2, 2.1.0, true"})
  void anotherNumpyMattersWhereItsPicklesAreNotRead(String here, String there, boolean matters)
      throws IOException {
    // The function's own host asks the first time, the executor's worker the second time.
    Path fake = Files.createDirectories(folder.resolve("fake"));
    Files.writeString(
        fake.resolve("numpy.py"),
        "import sys\n__version__ = '%s' if '_acme_worker._worker' not in sys.modules else '%s'\n"
                .formatted(here, there)
            + "class random:\n    @staticmethod\n    def seed(n): pass\n");
    var named =
        named(
            "import sys\nsys.path.insert(0, '%s')\nimport numpy\n".formatted(fake)
                + "def f(x):\n    return x\n");
    named.args(List.of(1)).inMemory();
    if (matters) {
      String message = assertThrows(AcmeException.class, () -> compute(named)).getMessage();
      assertTrue(message.contains("NumPy is 2.1.0 on "), message);
      assertTrue(message.contains(", but 1.24.2 on the driver's host, "), message);
    } else {
      assertEquals(List.of(1L), compute(named).values());
    }
  }

  @Test
  void modulesTravelToTheWorkersAndLeaveNothing() throws IOException {
    Path module = Files.writeString(folder.resolve("one_module.py"), "def a():\n    return 1\n");
    Path plain = Files.createDirectories(folder.resolve("plain"));
    Files.writeString(plain.resolve("two_module.py"), "def b():\n    return 20\n");
    Path packaged = Files.createDirectories(folder.resolve("three_package"));
    Files.writeString(packaged.resolve("__init__.py"), "from .inner import c\n");
    Files.writeString(packaged.resolve("inner.py"), "def c():\n    return 300\n");
    Path wheel = folder.resolve("four-1.0-py3-none-any.whl");
    try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry("four_package/__init__.py"));
      zip.write("import os\ndef d():\n    return 4000 * os.path.exists(__file__)\n".getBytes());
      zip.putNextEntry(new ZipEntry("../outside.py"));
      zip.write("x = 1\n".getBytes());
    }
    String source =
        "import one_module, two_module, three_package, four_package\n"
            + "def f(x):\n    return x + one_module.a() + two_module.b() + three_package.c() + four_package.d()\n";
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("analysis.py"), source);
    List<String> files =
        List.of(module.toString(), plain.toString(), packaged.toString(), wheel.toString());
    var named = ParallelMap.named(file + "::f").python(PYTHON).pythonFiles(files);
    assertEquals(List.of(4322L, 4323L), compute(named.args(List.of(1, 2)).inMemory()).values());
    // What they hold belongs to the function's code.
    compute(
        ParallelMap.named(file + "::f")
            .python(PYTHON)
            .pythonFiles(files)
            .args(List.of(1, 2))
            .outputDir(output()));
    Files.writeString(module, "def a():\n    return 2\n");
    var other = ParallelMap.named(file + "::f").python(PYTHON).pythonFiles(files);
    String refusal =
        assertThrows(
                IllegalArgumentException.class,
                () -> compute(other.args(List.of(1, 2)).resume(output())))
            .getMessage();
    assertTrue(refusal.contains("the code of function f has changed"), refusal);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing.py|there is no such file",
        "analysis.txt|expected a folder, or a file .py, .zip, .whl or .egg",
        "broken.zip|cannot be read"
      })
  void refusesModulesThatAreNoneOrNotThere(String name, String words) throws IOException {
    Files.writeString(folder.resolve("analysis.txt"), "x");
    Files.writeString(folder.resolve("broken.zip"), "x");
    var named = named("def f(x):\n    return x\n").args(List.of(1)).inMemory();
    ((NamedMapBuilder) named).pythonFiles(List.of(folder.resolve(name).toString()));
    String message =
        assertThrows(IllegalArgumentException.class, () -> compute(named)).getMessage();
    assertTrue(message.contains(name) && message.contains(words), message);
  }
}
