package org.acmespark.it;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.Judges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code acme run analysis.py::f} as a user types it, with executors in JVMs of their own. */
class PythonOnExecutorsIT {

  @TempDir Path cwd;

  @BeforeEach
  void requireH5py() {
    Judges.h5py("import h5py, numpy");
  }

  private void write(String name, String text) throws IOException {
    Path file = cwd.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aFileItsModulesAndSlicesReachTheExecutors() throws Exception {
    write(
        "analysis.py",
        "import numpy as np\nfrom tools import scale\n"
            + "def f(x, weights, factor=2):\n"
            + "    if x[0] == 3:\n        raise ValueError('no %s' % x.dtype)\n"
            + "    return scale(x, factor) + weights\n");
    write("lib/tools.py", "def scale(x, factor):\n    return x * x.dtype.type(factor)\n");
    Judges.h5py(
        "import h5py, sys, numpy as np\nf = h5py.File(sys.argv[1], 'w')\n"
            + "f['data'] = np.arange(6, dtype='u2').reshape(3, 2).T\n"
            + "f['w'] = np.full((1, 2), 10, 'u2')\n",
        cwd.resolve("in.h5"));
    // columns are 0 1, 2 3, 4 5; so none begins with 3
    var acme =
        AcmeProcess.run(
            cwd,
            "run",
            "analysis.py::f",
            "@in.h5:/data[:,*]",
            "all:@in.h5:/w",
            "factor=3",
            "--python",
            PYTHON,
            "--py-files=lib",
            "--output-dir=run",
            "--master=local-cluster[2,1,1024]");
    assertEquals(0, acme.status(), acme::said);
    assertEquals(
        "uint16 [[22, 25]]",
        Judges.h5py(
            "import h5py, sys\na = h5py.File(sys.argv[1])['comp_2/result_0'][()]\n"
                + "print(a.dtype, a.tolist())",
            cwd.resolve("run/f.h5")));
  }

  @Test
  void oneSeedGivesTheSameBytesWithOneWorkerAndWithEight() throws Exception {
    write(
        "draw.py",
        "def draw(k, seed):\n    import random, numpy as np\n"
            + "    rng = np.random.default_rng(seed)\n"
            + "    return np.concatenate([np.random.rand(3), [random.random()], rng.random(3)])\n");
    for (String master : new String[] {"local[1]", "local[8]"}) {
      var acme =
          AcmeProcess.run(
              cwd,
              "run",
              "draw.py::draw",
              "range(300)",
              "--python=" + PYTHON,
              "--seed=7",
              "--result-shape=stack,7",
              "--output-dir=" + master.replaceAll("\\W", ""),
              "--master=" + master);
      assertEquals(0, acme.status(), acme::said);
    }
    assertEquals(
        "True 300",
        Judges.h5py(
            "import h5py, sys\na, b = (h5py.File(f)['result_0'][()] for f in sys.argv[1:])\n"
                + "print(a.tobytes() == b.tobytes(), len(set(a[:, 0])))",
            cwd.resolve("local1/draw.h5"),
            cwd.resolve("local8/draw.h5")));
  }

  @Test
  void whatIsWrongEndsWithStatusTwoAndOneMessage() throws Exception {
    write("analysis.py", "import tools\ndef f(x):\n    return x\n");
    var missing = AcmeProcess.run(cwd, "run", "analysis.py::f", "[1]", "--python=" + PYTHON);
    assertEquals(2, missing.status(), missing::said);
    assertTrue(missing.said().contains("No module named 'tools'"), missing::said);
    var file =
        AcmeProcess.run(
            cwd, "run", "analysis.py::f", "[1]", "--python=" + PYTHON, "--py-files=nothing.zip");
    assertEquals(2, file.status(), file::said);
    assertTrue(file.said().contains("--py-files nothing.zip: there is no such file"), file::said);
  }

  @Test
  void inMemoryArraysArePrintedAsNestedJson() throws Exception {
    write("make.py", "import numpy as np\ndef make(k):\n    return np.full((2, 2), k), 'text'\n");
    var acme =
        AcmeProcess.run(
            cwd, "run", "make.py::make", "[1,2]", "--python=" + PYTHON, "--in-memory", "--quiet");
    assertEquals(0, acme.status(), acme::said);
    assertEquals(
        "[[[[1,1],[1,1]],\"text\"],[[[2,2],[2,2]],\"text\"]]", String.join("", acme.stdout()));
  }
}
