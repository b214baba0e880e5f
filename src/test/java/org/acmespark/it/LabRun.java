package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.acmespark.Judges;

/**
 * A run of {@code com.example.Counted::ramp} on {@link HostsLab hosts}, in a folder of its own
 * below the shared one. Its value for {@code x} is 1,000 times {@code 3 * x}.
 */
record LabRun(HostsLab lab, Process process, Path results, Path calls, Path err) {
  static final String ACME = Path.of("submit", "acme").toAbsolutePath().toString();
  private static final String STANDALONE =
      Path.of("submit", "standalone").toAbsolutePath().toString();

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

  /** Reads all layouts and formats that are not Java's own. */
  private static final String JUDGE =
      """
      import glob, h5py, numpy, os, pickle, sys
      folder, n = sys.argv[1], int(sys.argv[2])
      values = {}
      for file in glob.glob(folder + "/ramp_*.pickle"):
          with open(file, "rb") as f:
              values[int(os.path.basename(file)[5:-7])] = pickle.load(f)
      if not values:
          with h5py.File(folder + "/ramp.h5") as f:
              if "result_0" in f:
                  assert f["result_0"].attrs["valid"].all()
                  values = dict(enumerate(f["result_0"][()]))
              else:
                  values = {int(name[5:]): f[name + "/result_0"][()] for name in f}
      assert sorted(values) == list(range(n)), len(values)
      for i, value in values.items():
          assert numpy.array_equal(value, numpy.full(1000, 3.0 * i)), i
      """;

  /**
   * Starts a cluster named {@code lab}: the master on h1, a worker on h2 and one on h3.
   *
   * @return the jar with the function
   */
  static String startCluster(HostsLab lab) throws IOException {
    Path jars = Files.createDirectory(lab.shared().resolve("jars"));
    Judges.Outcome started =
        lab.run(
            "h1", STANDALONE, "start", "--name=lab", "--cores=2", "--memory=600m", "--hosts=h2,h3");
    assertEquals(0, started.exitStatus(), started.output());
    return UserJar.of(jars, "com.example.Counted", COUNTED).toString();
  }

  /** Begins a run on h1. */
  static LabRun begin(
      HostsLab lab, String jar, String name, int computations, int millis, String... options)
      throws IOException {
    Path calls = Files.createDirectory(lab.shared().resolve(name + "-calls"));
    Path results = lab.shared().resolve(name);
    List<String> command = new ArrayList<>(List.of("run", "com.example.Counted::ramp"));
    command.addAll(List.of("range(" + computations + ")", "millis=" + millis, "calls=" + calls));
    command.addAll(List.of("--jar", jar, "--cluster", "lab", "--output-dir=" + results));
    command.addAll(Arrays.asList(options));
    return begin(lab, results, calls, command);
  }

  private static LabRun begin(HostsLab lab, Path results, Path calls, List<String> words)
      throws IOException {
    Path err = Files.createTempFile(calls.resolveSibling("jars"), "run", ".err");
    List<String> command = new ArrayList<>(List.of(ACME));
    command.addAll(words);
    Process process = lab.begin("h1", Path.of(err + ".out"), err, command.toArray(String[]::new));
    return new LabRun(lab, process, results, calls, err);
  }

  /** Goes on with the run after its driver has ended. */
  LabRun resume() throws IOException {
    return begin(lab, results, calls, List.of("resume", results.toString()));
  }

  Path ledger() {
    return results.resolve("ramp_computations.jsonl");
  }

  /** Waits until some computations are in the ledger. */
  LabRun awaitSome() throws Exception {
    AcmeProcess.awaitAttempts(ledger(), 1, process::isAlive);
    return this;
  }

  /** Waits for the end, with status 0; all values are there, each once. */
  void endsWell(int computations) throws IOException, InterruptedException {
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    String said = said();
    if (!ended) {
      process.destroyForcibly();
    }
    assertTrue(ended, said);
    assertEquals(0, process.exitValue(), said);
    Judges.h5py(JUDGE, results, computations);
    Judges.Outcome verified = lab.run("h1", ACME, "verify", results.toString());
    assertEquals(0, verified.exitStatus(), verified.output());
  }

  /** How often the function was called for each value. */
  Map<Integer, Long> callsByValue() throws IOException {
    try (var files = Files.list(calls)) {
      return files
          .map(file -> Integer.valueOf(file.getFileName().toString().split("-")[0]))
          .collect(Collectors.groupingBy(x -> x, Collectors.counting()));
    }
  }

  /** How often the function was called. */
  int countCalls() throws IOException {
    return callsByValue().values().stream().mapToInt(Long::intValue).sum();
  }

  String said() throws IOException {
    return Files.readString(err);
  }
}
