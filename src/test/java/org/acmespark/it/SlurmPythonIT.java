package org.acmespark.it;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.acmespark.Judges;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Python package on workers that a real SLURM starts. */
@ExtendWith(SlurmLab.class)
class SlurmPythonIT {

  @TempDir Path cwd;

  @AfterEach
  void noJobIsLeft() {
    SlurmLab.eventually("no job is left", () -> SlurmLab.jobs().isEmpty());
  }

  private String python(String code) throws Exception {
    Path script = Files.writeString(cwd.resolve("script.py"), code);
    Path said = cwd.resolve("said.txt");
    var builder =
        new ProcessBuilder(
                List.of(
                    AcmeProcess.COMMAND.toString(),
                    "python",
                    "--python",
                    PYTHON,
                    script.toString()))
            .directory(cwd.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    builder.environment().put("SLURM_CONF", SlurmLab.configuration().toString());
    builder.environment().put("ACME_CLUSTERS", cwd.resolve("clusters").toString());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertTrue(ended && process.exitValue() == 0, () -> read(said));
    return read(said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aPartitionIsWhereTheRunIsComputedAndItsWorkersEndWithIt() throws Exception {
    Judges.h5py("import h5py, numpy, cloudpickle");
    String said =
        python(
            """
            import h5py, os
            from acme import ParallelMap
            def square(x):
                return x * x, os.environ["SLURM_JOB_PARTITION"]
            with ParallelMap(square, range(50), partition="8GBS", n_workers=2, output_dir="run", setup_interactive=False) as pmap:
                pmap.compute()
            with h5py.File(pmap.results_container) as f:
                values = [f["comp_%d/result_0" % k][()] for k in range(50)]
                places = {f["comp_%d/result_1" % k][()].decode() for k in range(50)}
            assert values == [k * k for k in range(50)], values
            print("computed in", places)
            """);
    assertTrue(said.contains("computed in {'8GBS'}"), said);
  }

  @Test
  void aClusterThatWasSetUpServesSeveralRuns() throws Exception {
    String said =
        python(
            """
            import os
            from acme import ParallelMap, cluster_cleanup, slurm_cluster_setup
            def job(x):
                return os.environ["SLURM_JOB_ID"]
            with slurm_cluster_setup("8GBS", n_workers=1, n_cores=2, timeout=120, interactive=False) as client:
                jobs = set()
                for _ in range(2):
                    with ParallelMap(job, range(10), write_worker_results=False, verbose=False) as pmap:
                        jobs |= set(pmap.compute())
                print(len(jobs), "job,", client.cores, "cores")
            """);
    assertEquals("1 job, 2 cores", said.lines().reduce((a, b) -> b).orElse(""), said);
  }

  /** The estimate counts the function's process, which holds the memory, and not the JVM alone. */
  @Test
  void thePartitionIsChosenByTheMemoryOfTheFunctionsProcess() throws Exception {
    Files.writeString(
        cwd.resolve("hog.py"),
        "import os, time\ndef hog(megabytes):\n    held = bytearray(megabytes << 20)\n    time.sleep(0.5)\n"
            + "    return int(os.environ.get('SLURM_MEM_PER_NODE', 0)) + 0 * len(held)\n");
    long small = requested(1);
    long large = requested(600);
    assertTrue(large >= small + 600, small + " MB and " + large + " MB");
  }

  /** Returns the memory in MB of the job in which the function was called. */
  private long requested(int megabytes) {
    var acme =
        AcmeProcess.run(
            cwd,
            Map.of("SLURM_CONF", SlurmLab.configuration().toString()),
            "run",
            "hog.py::hog",
            "[" + megabytes + "]",
            "--python=" + PYTHON,
            "--partition=auto",
            "--n-workers=1",
            "--output-folder=" + cwd,
            "--in-memory");
    assertEquals(0, acme.status(), acme::said);
    return Long.parseLong(String.join("", acme.stdout()).replaceAll("[^0-9]", ""));
  }
}
