package org.acmespark;

import static org.acmespark.Judges.PYTHON;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which interpreter runs a function in Python, and what if it lacks something. */
class PythonInterpretersTest {

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private NamedMapBuilder named(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), source);
    return ParallelMap.named(file + "::f").python(PYTHON);
  }

  private Path output() {
    return folder.resolve("out");
  }

  /** An interpreter that does not find a module. */
  private String without(String module) throws IOException {
    Path hidden = Files.createDirectories(folder.resolve("hidden"));
    Files.writeString(
        hidden.resolve(module + ".py"),
        "raise ModuleNotFoundError(\"No module named '%s'\", name='%s')\n"
            .formatted(module, module));
    Path interpreter =
        Files.writeString(
            folder.resolve("python-without"),
            "#!/bin/sh\nPYTHONPATH=%s exec %s \"$@\"\n".formatted(hidden, PYTHON));
    Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwx------"));
    return interpreter.toString();
  }

  @Test
  void anInterpreterWithoutNumpyCallsWhatNeedsNone() throws IOException {
    String python = without("numpy");
    var plain = named("def f(x):\n    return [x, x + 1]\n").args(List.of(1));
    plain.python(python);
    assertEquals(List.of(List.of(1L, 2L)), compute(plain.inMemory()).values());

    var imports = named("import numpy as np\ndef f(x):\n    return np.ones(x)\n").args(List.of(1));
    imports.python(python);
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> compute(imports.inMemory()))
            .getMessage();
    assertTrue(refusal.contains("No module named 'numpy' (Python is " + python + ")"), refusal);

    var array = named("def f(x):\n    return 1\n").args(Args.all(new double[] {1, 2})).nInputs(1);
    ((NamedMapBuilder) array).python(python);
    ComputationFailure failure = compute(array.inMemory()).failures().get(0);
    assertEquals("ModuleNotFoundError", failure.error());
    assertTrue(failure.message().contains("NumPy is not installed for "), failure.message());
  }

  @Test
  void anInterpreterWithoutCloudpicklePicklesWhatPickleCan() throws IOException {
    String python = without("cloudpickle");
    var plain = named("def f(x):\n    return {'a': x}\n").args(List.of(1));
    plain.python(python);
    assertEquals(List.of(), compute(plain.inMemory()).failures());

    var lambda = named("def f(x):\n    return lambda: x\n").args(List.of(1));
    lambda.python(python);
    ComputationFailure failure = compute(lambda.inMemory()).failures().get(0);
    assertEquals("TypeError", failure.error());
    assertTrue(
        failure.message().contains("cloudpickle, which might do it, is not installed for "),
        failure.message());
  }

  @Test
  void thePropertyNamesTheInterpreter() throws IOException {
    Path file = Files.writeString(folder.resolve("analysis.py"), "def f(x):\n    return x\n");
    var named = ParallelMap.named(file + "::f").args(List.of(1)).inMemory();
    SPARK.context().sc().conf().set("spark.acme.python", "/no/python3");
    try {
      String message =
          assertThrows(IllegalArgumentException.class, () -> compute(named)).getMessage();
      assertTrue(message.contains("/no/python3 cannot be started"), message);
    } finally {
      SPARK.context().sc().conf().remove("spark.acme.python");
    }
  }

  @Test
  void propertiesOfTheContextAreOptionsOfFunctionsInPythonToo() throws IOException {
    Map<String, String> properties =
        Map.of(
            "spark.acme.python",
            PYTHON,
            "spark.acme.format",
            "pickle",
            "spark.acme.seed",
            "5",
            "spark.acme.retries",
            "1",
            "spark.acme.pyFiles",
            folder.resolve("one_module.py").toString(),
            "spark.acme.outputDir",
            output().toString());
    Files.writeString(folder.resolve("one_module.py"), "two = 2\n");
    Path file =
        Files.writeString(
            folder.resolve("analysis.py"),
            "import os, sys, one_module\ndef f(x, seed):\n"
                + "    first = not os.path.exists(r'%1$s/%%d' %% x)\n".formatted(folder)
                + "    open(r'%1$s/%%d' %% x, 'w')\n".formatted(folder)
                + "    assert not first\n"
                + "    return {'x': one_module.two * x, 'python': sys.executable, 'seed': seed}\n");
    properties.forEach(SPARK.context().sc().conf()::set);
    try {
      var run = compute(ParallelMap.named(file + "::f").args(List.of(1, 2)));
      assertEquals(List.of(), run.failures());
      assertEquals(5, run.seed());
      assertEquals(
          "2 4 " + PYTHON + " 2",
          Judges.h5py(
              "import pickle, sys\na, b = (pickle.load(open('%s/f_%d.pickle' % (sys.argv[1], k), 'rb')) for k in (0, 1))\n"
                  + "print(a['x'], b['x'], a['python'], len({a['seed'], b['seed']}))",
              output()));
    } finally {
      properties.keySet().forEach(SPARK.context().sc().conf()::remove);
    }
  }

  @Test
  void anInterpreterOfAnotherVersionOnAnExecutorEndsTheRunBeforeItIsCalled() throws IOException {
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
    var named =
        named("def f(x):\n    open(r'%s/called', 'w')\n".formatted(folder))
            .args(List.of(1))
            .inMemory();
    ((NamedMapBuilder) named).python(interpreter.toString());
    String message = assertThrows(AcmeException.class, () -> compute(named)).getMessage();
    assertTrue(
        message.matches(
            "on host \\S+: the interpreter .* is not the same everywhere: Python is 3\\.1 on \\S+, but 3\\.\\d+ on the driver's host, \\S+"),
        message);
    assertFalse(Files.exists(folder.resolve("called")));
  }
}
