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
import org.acmespark.Results;
import org.acmespark.reading.Verification;

/**
 * A run of {@code com.example.Counted::ramp} on {@link HostsLab hosts}, in a folder of its own
 * below the shared one. Its value for {@code x} is 1,000 times {@code 3 * x}.
 */
record LabRun(HostsLab lab, Process process, Path results, Path calls, Path err) {
  static final String ACME = Path.of("submit", "acme").toAbsolutePath().toString();
  private static final String STANDALONE =
      Path.of("submit", "standalone").toAbsolutePath().toString();

  /**
   * Leaves a file for each call, so that calls can be counted. The call that finds the file {@code
   * CALLS-hungry} takes more memory than there is.
   */
  private static final String COUNTED =
      """
      package com.example;

      import java.nio.file.*;

      public final class Counted {
        public static double[] ramp(int x, int millis, String calls) throws Exception {
          Files.createTempFile(Path.of(calls), x + "-", "");
          if (Files.deleteIfExists(Path.of(calls + "-hungry"))) {
            var held = new java.util.ArrayList<byte[]>();
            while (true) {
              held.add(new byte[1 << 20]);
            }
          }
          Thread.sleep(millis);
          double[] values = new double[1000];
          java.util.Arrays.fill(values, 3.0 * x);
          return values;
        }
      }
      """;

  /** The same in Python; what {@code CALLS-hungry} contains says how it lacks memory. */
  private static final String COUNTED_IN_PYTHON =
      """
      import numpy, os, resource, signal, tempfile, time

      def exhaust(how):
          if how == "kill":  # as the kernel does
              os.kill(os.getpid(), signal.SIGKILL)
          soft, hard = resource.getrlimit(resource.RLIMIT_AS)
          resource.setrlimit(resource.RLIMIT_AS, (1 << 30, hard))
          try:
              bytearray(1 << 30)
          finally:
              resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

      def ramp(x, millis, calls):
          os.close(tempfile.mkstemp(prefix="%d-" % x, dir=calls)[0])
          mine = "%s-hungry-%d" % (calls, os.getpid())
          try:
              os.rename(calls + "-hungry", mine)
              with open(mine) as f:
                  exhaust(f.read())
          except FileNotFoundError:
              pass
          time.sleep(millis / 1000)
          return numpy.full(1000, 3.0 * x)
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
   * @return the jar with the function in Java, beside which is {@code counted.py}
   */
  static String startCluster(HostsLab lab) throws IOException {
    Path jars = Files.createDirectory(lab.shared().resolve("jars"));
    Judges.Outcome started =
        lab.run(
            "h1", STANDALONE, "start", "--name=lab", "--cores=2", "--memory=600m", "--hosts=h2,h3");
    assertEquals(0, started.exitStatus(), started.output());
    Files.writeString(jars.resolve("counted.py"), COUNTED_IN_PYTHON);
    return UserJar.of(jars, "com.example.Counted", COUNTED).toString();
  }

  /** Begins a run on h1. */
  static LabRun begin(
      HostsLab lab, String jar, String name, int computations, int millis, String... options)
      throws IOException {
    List<String> function = List.of("com.example.Counted::ramp", "--jar", jar);
    return begin(lab, function, name, computations, millis, options);
  }

  /** Begins a run of the function in Python on h1. */
  static LabRun beginInPython(
      HostsLab lab, String jar, String name, int computations, int millis, String... options)
      throws IOException {
    String file = Path.of(jar).resolveSibling("counted.py").toString();
    List<String> function = List.of(file + "::ramp", "--python", Judges.PYTHON);
    return begin(lab, function, name, computations, millis, options);
  }

  private static LabRun begin(
      HostsLab lab,
      List<String> function,
      String name,
      int computations,
      int millis,
      String... options)
      throws IOException {
    Path calls = Files.createDirectory(lab.shared().resolve(name + "-calls"));
    Path results = lab.shared().resolve(name);
    List<String> command = new ArrayList<>(List.of("run", function.get(0)));
    command.addAll(List.of("range(" + computations + ")", "millis=" + millis, "calls=" + calls));
    command.addAll(function.subList(1, function.size()));
    command.addAll(List.of("--cluster", "lab", "--output-dir=" + results));
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

  /** Lets one of the next calls lack memory; Python's is killed, or gets an error. */
  void starveOne(boolean kill) throws IOException {
    Files.writeString(Path.of(calls + "-hungry"), kill ? "kill" : "error");
  }

  /** Waits for the end, with status 0; all values are there, each once, with their checksums. */
  void endsWell(int computations) throws IOException, InterruptedException {
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    String said = said();
    if (!ended) {
      process.destroyForcibly();
    }
    assertTrue(ended, said);
    assertEquals(0, process.exitValue(), said);
    Judges.h5py(JUDGE, results, computations);
    Verification verified = Results.open(results).verifyChecksums();
    assertTrue(verified.isComplete(), verified::toString);
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
