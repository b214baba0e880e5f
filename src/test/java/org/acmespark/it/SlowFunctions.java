package org.acmespark.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.SlowCalls;

/** Computations that last long enough for something to happen to their worker. */
final class SlowFunctions {
  private SlowFunctions() {}

  static int thriceAfter(int x, int millis) throws InterruptedException {
    SlowCalls.take(millis);
    return 3 * x;
  }

  /** The first computation waits until there is a file. */
  static int waitsForTheFirst(int x, String go) throws InterruptedException {
    for (int waited = 0; x == 0 && !Files.exists(Path.of(go)); waited++) {
      if (waited > 6000) {
        throw new IllegalStateException("nobody says go");
      }
      SlowCalls.take(50);
    }
    return thriceAfter(x, 200);
  }

  /** Leaves a file for each call, too. */
  static int countedThriceAfter(int x, int millis, String calls)
      throws InterruptedException, IOException {
    Files.createTempFile(Path.of(calls), x + "-", ".called");
    return thriceAfter(x, millis);
  }

  /**
   * Needs 600 MB of heap for 2, and for 4 a process with 1100 MB, which lives until SLURM ends the
   * job if the job is small.
   */
  static int thriceInMemory(int x) throws IOException, InterruptedException {
    if (x == 4) {
      int seconds = Runtime.getRuntime().maxMemory() < 800L << 20 ? 120 : 0;
      String hold = "(head -c 1100M /dev/zero; sleep " + seconds + ") | tail -c 1200M > /dev/null";
      new ProcessBuilder("sh", "-c", hold).inheritIO().start().waitFor();
    }
    byte[][] held = new byte[x == 2 ? 1500 : 1][];
    for (int k = 0; k < held.length; k++) {
      held[k] = new byte[400 << 10];
    }
    return held[held.length - 1] == null ? -1 : 3 * x;
  }
}
