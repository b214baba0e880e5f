package org.acmespark.it;

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

/**
 * A run of {@code com.example.Counted::ramp} on {@link HostsLab hosts}, in a folder of its own
 * below the shared one. Its value for {@code x} is 1,000 times {@code 3 * x}.
 */
record LabRun(HostsLab lab, Process process, LabResults at, Path err) {
  static final String ACME = Path.of("submit", "acme").toAbsolutePath().toString();
  static final String STANDALONE = Path.of("submit", "standalone").toAbsolutePath().toString();

  /**
   * Leaves a file for each call, so that calls can be counted. The call that finds the file {@code
   * CALLS-hungry} takes more memory than there is; on a host for which there is {@code
   * CALLS-slow-HOST} calls take ten times as long.
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
          String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
          Thread.sleep(Files.exists(Path.of(calls + "-slow-" + host)) ? 10 * millis : millis);
          double[] values = new double[1000];
          java.util.Arrays.fill(values, 3.0 * x);
          return values;
        }

        public static double first(double[] row, int millis) throws Exception {
          Thread.sleep(millis);
          return row[0];
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

  /**
   * Starts a cluster named {@code lab}: the master on h1, a worker on h2 and one on h3.
   *
   * @return the jar with the function in Java, beside which is {@code counted.py}
   */
  static String startCluster(HostsLab lab) throws IOException {
    Judges.Outcome started =
        lab.run(
            "h1", STANDALONE, "start", "--name=lab", "--cores=2", "--memory=600m", "--hosts=h2,h3");
    assertEquals(0, started.exitStatus(), started.output());
    return writeFunctions(lab);
  }

  /**
   * Writes the functions into the shared folder.
   *
   * @return the jar with the function in Java, beside which is {@code counted.py}
   */
  static String writeFunctions(HostsLab lab) throws IOException {
    Path jars = Files.createDirectory(lab.shared().resolve("jars"));
    Files.writeString(jars.resolve("counted.py"), COUNTED_IN_PYTHON);
    return UserJar.of(jars, "com.example.Counted", COUNTED).toString();
  }

  /** Begins a run on the cluster named {@code lab}; its driver is on h1. */
  static LabRun begin(
      HostsLab lab, String jar, String name, int computations, int millis, String... options)
      throws IOException {
    LabResults at = LabResults.in(lab, name);
    List<String> command = new ArrayList<>(List.of(ACME));
    command.addAll(words(at, jar, computations, millis));
    command.addAll(List.of("--cluster", "lab"));
    command.addAll(Arrays.asList(options));
    return begin(lab, at, command);
  }

  /** The words of acme's command line for a run, which say nothing about where it runs. */
  static List<String> words(LabResults at, String jar, int computations, int millis) {
    return List.of(
        "run",
        "com.example.Counted::ramp",
        "range(" + computations + ")",
        "millis=" + millis,
        "calls=" + at.calls(),
        "--jar",
        jar,
        "--output-dir=" + at.folder());
  }

  /** Starts a command on h1. */
  static LabRun begin(HostsLab lab, LabResults at, List<String> command) throws IOException {
    Path err = Files.createTempFile(lab.shared().resolve("jars"), "run", ".err");
    Process process = lab.begin("h1", Path.of(err + ".out"), err, command.toArray(String[]::new));
    return new LabRun(lab, process, at, err);
  }

  /** Goes on with the run after its driver has ended. */
  LabRun resume() throws IOException {
    return begin(lab, at, List.of(ACME, "resume", at.folder().toString()));
  }

  /** Waits until some computations are in the ledger. */
  LabRun awaitSome() throws Exception {
    at.awaitSome(process::isAlive);
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
    at.requireRight(computations);
  }

  /** How often the function was called. */
  int countCalls() throws IOException {
    return at.countCalls();
  }

  String said() throws IOException {
    return Files.readString(err);
  }
}
