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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.acmespark.Judges;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python package, in Debian's own Python, through {@code submit/acme python}. */
class PythonFrontIT {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();
  private static final Path PACKAGE = Path.of("src/main/python").toAbsolutePath();
  private static final long MINUTES = 8;

  /** Documentation of the original, which is not ours to keep here: beside the clone, or named. */
  private static final Path PAGE =
      Path.of(
          Optional.ofNullable(System.getenv("ACME_REFERENCE_PAGE"))
              .orElse("../shared/reference/acme-advanced-usage.txt"));

  @TempDir private Path folder;

  @Test
  void everythingThatTheFrontOffersWorksInOneSession() throws Exception {
    requirePython("import numpy, h5py, cloudpickle, pandas");
    assertTrue(python(Map.of(), script("front_cases.py")).contains("\nOK"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[*]", "local-cluster[2,1,1024]"})
  void everyBlockOfTheReferencePageRunsAsItIs(String master) throws Exception {
    requirePython("import numpy, h5py, cloudpickle, scipy");
    Assumptions.assumeTrue(
        Files.isReadable(PAGE), () -> PAGE + " is not there; ACME_REFERENCE_PAGE names it");
    String page = PAGE.toRealPath().toString();
    // The notebook has the same blocks in the same order.
    String notebook = Path.of("notebooks", "5-coming-from-acme.ipynb").toAbsolutePath().toString();
    assertTrue(
        python(Map.of(), script("reference_page.py"), page, master, notebook)
            .contains("the whole page"));
  }

  @Test
  void aKernelOfJupyterRunsRedefinesAndIsInterrupted() throws Exception {
    requirePython("import ipykernel, jupyter_client, cloudpickle");
    assertTrue(python(Map.of(), script("front_kernel.py")).contains("the kernel goes on"));
  }

  @Test
  void nothingIsLeftFiveSecondsAfterTheClientWasKilled() throws Exception {
    requirePython("import numpy, cloudpickle");
    Path code =
        Files.writeString(
            folder.resolve("sleep.py"),
            """
            from acme import ParallelMap
            def sleep(k):
                import os, subprocess, time
                open("pid-%d" % k, "w").write(str(os.getpid()))
                time.sleep(600)
            ParallelMap(sleep, [0, 1], n_workers=2).compute()
            """);
    // What makes a class-data archive in the background is no part of the run.
    Process client = start(Map.of("ACME_CDS", "off"), code.toString());
    try {
      Waiting.until(
          () -> Files.exists(folder.resolve("pid-0")) || !client.isAlive(), () -> "no call");
      assertTrue(client.isAlive(), () -> said());
      List<ProcessHandle> all = new ArrayList<>(client.descendants().toList());
      assertTrue(all.size() >= 2, () -> "a JVM and a worker: " + all);
      client.destroyForcibly().waitFor();
      Waiting.until(
          () -> all.stream().noneMatch(ProcessHandle::isAlive),
          () -> "still alive: " + all.stream().filter(ProcessHandle::isAlive).toList());
    } finally {
      client.descendants().forEach(ProcessHandle::destroyForcibly);
      client.destroyForcibly();
    }
  }

  @Test
  void anInstalledPackageFindsTheFolderItCameFrom() throws Exception {
    requirePython("import setuptools, pip, numpy");
    Path copy = folder.resolve("copy/src/main");
    Files.createDirectories(copy);
    // Building leaves files in the folder of the sources.
    Judges.run(List.of("cp", "-r", PACKAGE.toString(), copy.toString()));
    Files.createDirectories(folder.resolve("copy/submit"));
    Files.createSymbolicLink(folder.resolve("copy/submit/acme"), AcmeProcess.COMMAND);
    Path target = folder.resolve("installed");
    Judges.Outcome pip =
        Judges.run(
            List.of(
                PYTHON,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-build-isolation",
                "--no-deps",
                "--no-index",
                "--target",
                target.toString(),
                copy.resolve("python").toString()));
    assertEquals(0, pip.exitStatus(), pip.output());
    Path code =
        Files.writeString(
            folder.resolve("installed.py"),
            """
            import acme, math
            with acme.ParallelMap(math.sqrt, [4.0, 9.0], write_worker_results=False, verbose=False) as pmap:
                print(acme.__file__, pmap.compute())
            """);
    var builder = new ProcessBuilder(PYTHON, code.toString()).directory(folder.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    builder.environment().put("PYTHONPATH", target.toString());
    builder.environment().remove("ACME_HOME");
    assertEquals(target + "/acme/__init__.py [2.0, 3.0]", end(builder).strip());
  }

  private static String script(String name) {
    return SCRIPTS.resolve(name).toString();
  }

  private static void requirePython(String imports) {
    if (Judges.run(List.of(PYTHON, "-c", imports)).exitStatus() != 0) {
      Judges.missing(PYTHON + " cannot " + imports);
    }
  }

  private ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                AcmeProcess.COMMAND.toString(),
                "python",
                "--python",
                PYTHON));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    builder.environment().putAll(environment);
    return builder;
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return builder(environment, arguments)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.txt").toFile())
        .start();
  }

  private String python(Map<String, String> environment, String... arguments) throws Exception {
    return end(builder(environment, arguments));
  }

  /** What the process has said, if it has ended well. */
  private String end(ProcessBuilder builder) throws Exception {
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertTrue(ended && process.exitValue() == 0, this::said);
    return said();
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
