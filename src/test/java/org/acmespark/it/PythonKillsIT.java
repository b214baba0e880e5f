package org.acmespark.it;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills what takes part in runs of functions in Python with SIGKILL: workers, executors, drivers,
 * Python clients; five each, or as many as the property {@code acme.kills} says. Nothing stays 5 s
 * later, and what goes on computes what is missing and nothing else.
 */
class PythonKillsIT {
  private static final int KILLS = Integer.getInteger("acme.kills", 5);

  /** Each call has children, one of which has left its session. */
  private static final String WORK =
      """
      import os, subprocess, time

      def work(k):
          with open("called", "a") as called:
              called.write("%d\\n" % k)
          subprocess.Popen(["sleep", "600"], start_new_session=True)
          subprocess.Popen(["sleep", "600"])
          time.sleep(0.2)
          return [k, k * k]
      """;

  private final Random random = new Random();

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    Judges.h5py("import h5py, numpy, cloudpickle");
    Files.writeString(folder.resolve("work.py"), WORK);
  }

  @AfterEach
  void endAll() throws IOException {
    ours(command -> true).forEach(ProcessHandle::destroyForcibly);
  }

  /** Processes that are in our folder, or were put there, as proc(5) tells. */
  private List<ProcessHandle> ours(Predicate<String> command) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    Path real = folder.toRealPath();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        try {
          if (Files.readSymbolicLink(process.resolve("cwd")).startsWith(real)
              && command.test(Files.readString(process.resolve("cmdline")).replace('\0', ' '))) {
            ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                .ifPresent(found::add);
          }
        } catch (IOException e) {
          // it has ended
        }
      }
    }
    return found;
  }

  /** Waits until no process is left. A process that has ended starts nothing any more. */
  private void assertNothingIsLeft() throws Exception {
    Waiting.until(() -> ours(command -> true).isEmpty(), () -> "processes of the run are left");
  }

  private static void count(String what) {
    System.err.printf(Locale.ROOT, "%d %s killed, nothing left, resumed exactly%n", KILLS, what);
  }

  private Process start(String... arguments) throws IOException {
    return AcmeProcess.start(
        folder, folder.resolve("out.txt"), folder.resolve("err.txt"), arguments);
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("out.txt"))
          + Files.readString(folder.resolve("err.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> called() throws IOException {
    Path file = folder.resolve("called");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Which have results, by the ledger. */
  private Set<Long> computed(Path run) throws IOException {
    Set<Long> computed = new TreeSet<>();
    Path ledger = run.resolve("work_computations.jsonl");
    for (String line : LedgerAttempts.of(ledger)) {
      JsonNode attempt = new ObjectMapper().readTree(line);
      if (attempt.path("status").asText().equals("computed")) {
        computed.add(attempt.path("index").asLong());
      }
    }
    return computed;
  }

  private void awaitCalls(int count, Process process) throws Exception {
    Waiting.until(() -> called().size() >= count || !process.isAlive(), this::said);
    assertTrue(called().size() >= count, this::said);
  }

  private void assertResults(Path run, int n) {
    assertEquals(
        "True",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\nn = int(sys.argv[2])\n"
                + "print(len(f) == n and all(f['comp_%d/result_0' % k][()].tolist() == [k, k * k] for k in range(n)))",
            run.resolve("work.h5"), n));
  }

  private String[] run(int n, String master) {
    return new String[] {
      "run",
      "work.py::work",
      "range(" + n + ")",
      "--python=" + PYTHON,
      "--output-dir=run",
      "--range-size=1",
      "--master=" + master
    };
  }

  @Test
  void workersThatAreKilledFailOneComputationEach() throws Exception {
    int n = 12 * KILLS;
    Process driver = start(run(n, "local-cluster[2,1,1024]"));
    awaitCalls(1, driver);
    Set<Long> killed = new TreeSet<>();
    while (killed.size() < KILLS) {
      Thread.sleep(300 + random.nextInt(300)); // any moment will do
      // Where the function runs is the worker alone, not its guard.
      ours(command -> command.contains("_acme_worker")).stream()
          .filter(p -> p.children().findAny().isPresent()) // it has been called
          .findAny()
          .ifPresent(
              worker -> {
                if (worker.destroyForcibly()) {
                  killed.add(worker.pid());
                }
              });
      assertTrue(driver.isAlive(), this::said);
    }
    assertEquals(1, driver.waitFor(), this::said);
    assertNothingIsLeft();
    Set<Long> computed = computed(folder.resolve("run"));
    // One that is killed between two calls fails none.
    int failed = n - computed.size();
    assertTrue(failed > 0 && failed <= KILLS, this::said);
    assertTrue(said().contains("was ended by signal 9 (SIGKILL"), this::said);

    Files.delete(folder.resolve("called"));
    Process resumed = start("resume", "run", "--retry-failed");
    assertEquals(0, resumed.waitFor(), this::said);
    assertEquals(failed, called().size());
    assertResults(folder.resolve("run"), n);
    assertNothingIsLeft();
    count("workers (" + failed + " computations failed)");
  }

  @Test
  void executorsThatAreKilledCostNothing() throws Exception {
    int perRun = 5; // a master of Spark gives up an application that loses many
    for (int done = 0; done < KILLS; done += perRun) {
      Files.deleteIfExists(folder.resolve("called"));
      Path run = folder.resolve("run");
      if (Files.exists(run)) {
        Files.move(run, folder.resolve("run-" + done));
      }
      Process driver = start(run(120, "local-cluster[2,1,1024]"));
      awaitCalls(1, driver);
      Set<Long> killed = new TreeSet<>();
      while (killed.size() < Math.min(perRun, KILLS - done)) {
        Thread.sleep(1000 + random.nextInt(500)); // any moment will do
        driver
            .descendants()
            .filter(
                p ->
                    p.info()
                        .arguments()
                        .filter(a -> String.join(" ", a).contains("CoarseGrainedExecutorBackend"))
                        .isPresent())
            .filter(p -> !killed.contains(p.pid()))
            .findAny()
            .ifPresent(
                executor -> {
                  executor.destroyForcibly();
                  killed.add(executor.pid());
                });
        assertTrue(driver.isAlive(), this::said);
      }
      assertEquals(0, driver.waitFor(), this::said);
      assertResults(run, 120);
      assertNothingIsLeft();
    }
    count("executors");
  }

  @Test
  void aDriverThatIsKilledLeavesNothingAndTheRunGoesOn() throws Exception {
    int n = 20 * KILLS;
    Path run = folder.resolve("run");
    Set<Long> before = Set.of();
    for (int k = 0; k <= KILLS; k++) {
      Files.deleteIfExists(folder.resolve("called"));
      Process driver = k == 0 ? start(run(n, "local[2]")) : start("resume", "run");
      if (k < KILLS) {
        awaitCalls(6 + random.nextInt(8), driver);
        driver.destroyForcibly().waitFor();
        assertNothingIsLeft();
      } else {
        assertEquals(0, driver.waitFor(), this::said);
      }
      for (String again : called()) {
        assertTrue(!before.contains(Long.parseLong(again)), again + " was computed again");
      }
      before = computed(run);
    }
    assertResults(run, n);
    count("drivers");
  }

  @Test
  void aClientThatIsKilledLeavesNothingAndTheRunGoesOn() throws Exception {
    int n = 20 * KILLS;
    Path run = folder.resolve("run");
    Files.writeString(
        folder.resolve("client.py"),
        "import sys\nfrom acme import ParallelMap\nfrom work import work\n"
            + "how = dict(resume='run') if sys.argv[1] == 'resume' else dict(output_dir='run')\n"
            + "with ParallelMap(work, range("
            + n
            + "), n_workers=2, verbose=False, conf={'spark.acme.rangeSize': '1'}, **how) as pmap:\n"
            + "    pmap.compute()\n");
    Set<Long> before = Set.of();
    for (int k = 0; k <= KILLS; k++) {
      Files.deleteIfExists(folder.resolve("called"));
      Process client =
          start("python", "--python", PYTHON, "client.py", k == 0 ? "begin" : "resume");
      if (k < KILLS) {
        awaitCalls(6 + random.nextInt(8), client);
        client.destroyForcibly().waitFor();
        assertNothingIsLeft();
      } else {
        assertEquals(0, client.waitFor(), this::said);
      }
      for (String again : called()) {
        assertTrue(!before.contains(Long.parseLong(again)), again + " was computed again");
      }
      before = computed(run);
    }
    assertResults(run, n);
    count("clients");
  }
}
