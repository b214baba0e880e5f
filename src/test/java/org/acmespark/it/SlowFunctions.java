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

  /** Leaves a file for each call, too. */
  static int countedThriceAfter(int x, int millis, String calls)
      throws InterruptedException, IOException {
    Files.createTempFile(Path.of(calls), x + "-", ".called");
    return thriceAfter(x, millis);
  }
}
