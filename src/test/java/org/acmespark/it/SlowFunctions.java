package org.acmespark.it;

import org.acmespark.SlowCalls;

/** Computations that last long enough for something to happen to their worker. */
final class SlowFunctions {
  private SlowFunctions() {}

  static int thriceAfter(int x, int millis) throws InterruptedException {
    SlowCalls.take(millis);
    return 3 * x;
  }
}
