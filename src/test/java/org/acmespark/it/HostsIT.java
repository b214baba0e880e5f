package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.acmespark.Judges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone cluster on hosts with addresses of their own, whose cables are taken out while a run
 * goes on: the driver and the master on h1, a worker on h2 and one on h3.
 */
class HostsIT {
  private static final String ACME = Path.of("submit", "acme").toAbsolutePath().toString();
  private static final String STANDALONE =
      Path.of("submit", "standalone").toAbsolutePath().toString();
  private static final int COMPUTATIONS = 200;

  /** Leaves a file for each call, so that calls can be counted. */
  private static final String COUNTED =
      """
      package com.example;

      import java.nio.file.*;

      public final class Counted {
        public static double[] ramp(int x, int millis, String calls) throws Exception {
          Files.createTempFile(Path.of(calls), x + "-", "");
          Thread.sleep(millis);
          double[] values = new double[1000];
          java.util.Arrays.fill(values, 3.0 * x);
          return values;
        }
      }
      """;

  private static final String JUDGE =
      """
      import h5py, sys
      n = int(sys.argv[2])
      with h5py.File(sys.argv[1]) as f:
          assert sorted(int(name[5:]) for name in f) == list(range(n))
          for i in range(n):
              values = f[f"comp_{i}/result_0"][()]
              assert values.shape == (1000,) and (values == 3 * i).all(), i
      """;

  @TempDir static Path folder;
  private static HostsLab lab;
  private static String jar;

  @BeforeAll
  static void startACluster() throws IOException {
    lab = HostsLab.start();
    Path jars = Files.createDirectory(lab.shared().resolve("jars"));
    jar = UserJar.of(jars, "com.example.Counted", COUNTED).toString();
    Judges.Outcome started =
        lab.run(
            "h1", STANDALONE, "start", "--name=lab", "--cores=2", "--memory=600m", "--hosts=h2,h3");
    assertEquals(0, started.exitStatus(), started.output());
  }

  @AfterAll
  static void stopIt() {
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void putCablesIn() {
    for (String host : List.of("h1", "h2", "h3")) {
      lab.heal(host);
    }
    lab.lose("h3", 0);
  }

  /** A run that goes on, in a folder of its own below the shared one. */
  private record Going(Process process, Path results, Path calls, Path err) {
    static Going begin(String name, int millis, String... options) throws IOException {
      Path calls = Files.createDirectory(lab.shared().resolve(name + "-calls"));
      Path results = lab.shared().resolve(name);
      List<String> command = new ArrayList<>(List.of(ACME, "run", "com.example.Counted::ramp"));
      command.addAll(List.of("range(" + COMPUTATIONS + ")", "millis=" + millis, "calls=" + calls));
      command.addAll(List.of("--jar", jar, "--cluster", "lab", "--output-dir=" + results));
      command.addAll(Arrays.asList(options));
      Path err = folder.resolve(name + ".err");
      Process process =
          lab.begin("h1", folder.resolve(name + ".out"), err, command.toArray(String[]::new));
      return new Going(process, results, calls, err);
    }

    /** Waits until some computations are in the ledger. */
    Going awaitSome() throws Exception {
      AcmeProcess.awaitAttempts(results.resolve("ramp_computations.jsonl"), 1, process::isAlive);
      return this;
    }

    /** Waits for the end; all values are there, each once. */
    void endsWell() throws IOException, InterruptedException {
      boolean ended = process.waitFor(4, TimeUnit.MINUTES);
      String said = Files.readString(err);
      if (!ended) {
        process.destroyForcibly();
      }
      assertTrue(ended, said);
      assertEquals(0, process.exitValue(), said);
      Judges.h5py(JUDGE, results.resolve("ramp.h5"), COMPUTATIONS);
      Judges.Outcome verified = lab.run("h1", ACME, "verify", results.toString());
      assertEquals(0, verified.exitStatus(), verified.output());
    }

    /** How often the function was called. */
    int countCalls() throws IOException {
      try (var files = Files.list(calls)) {
        return (int) files.count();
      }
    }

    String said() throws IOException {
      return Files.readString(err);
    }
  }

  @Test
  void hostsShareNothingButTheFolderOfTheRun() throws Exception {
    Going run = Going.begin("plain", 1);
    run.endsWell();
    assertEquals(COMPUTATIONS, run.countCalls());
  }

  @Test
  void oneFileNeedsNoSharedFolder() throws Exception {
    Judges.Outcome refused = lab.run("h1", own("--format=hdf5"));
    Judges.Outcome one = lab.run("h1", own("--single-file"));
    assertAll(
        () -> assertEquals(3, refused.exitStatus(), refused.output()),
        () ->
            assertTrue(
                refused.output().contains("does not see the run directory"), refused.output()),
        () -> assertEquals(0, one.exitStatus(), one.output()));
  }

  /** A run whose results lie where only h1 sees them. */
  private static String[] own(String option) {
    return new String[] {
      ACME,
      "run",
      "com.example.Counted::ramp",
      "range(8)",
      "millis=1",
      "calls=/tmp",
      "--jar",
      jar,
      "--cluster",
      "lab",
      "--output-dir=/tmp/own" + option,
      option
    };
  }

  /** TCP sends again what was lost; nobody is given up, nothing is computed again. */
  @Test
  void aCutOfFiveSecondsCostsNothing() throws Exception {
    Going run = Going.begin("short", 100).awaitSome();
    lab.cut("h3");
    TimeUnit.SECONDS.sleep(5); // the length of the cut
    lab.heal("h3");
    run.endsWell();
    assertEquals(COMPUTATIONS, run.countCalls(), run.said());
  }

  /** The executor comes back while the run goes on without it; what it sends counts for nothing. */
  @Test
  void whatComesBackFromACutDoesNoHarm() throws Exception {
    Going run = Going.begin("zombie", 400).awaitSome();
    lab.cut("h3");
    SlurmLab.eventually("the driver gives h3 up", () -> contains(run.err(), "heartbeat timed out"));
    lab.heal("h3");
    run.endsWell();
    assertTrue(run.countCalls() < COMPUTATIONS + 40, () -> "calls: " + calls(run));
  }

  @Test
  void aHostThatIsGoneCostsNoResult() throws Exception {
    Going run = Going.begin("gone", 100).awaitSome();
    lab.cut("h3");
    run.endsWell();
    assertTrue(contains(run.err(), "heartbeat timed out"), run.said());
  }

  @Test
  void aThirdOfThePacketsMayBeLost() throws Exception {
    Going run = Going.begin("lossy", 20).awaitSome();
    lab.lose("h3", 30);
    run.endsWell();
  }

  private static int calls(Going run) {
    try {
      return run.countCalls();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
