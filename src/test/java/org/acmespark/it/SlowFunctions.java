package org.acmespark.it;

/** Computations that last long enough for something to happen to their worker. */
final class SlowFunctions {
  private SlowFunctions() {}

  static int thriceAfter(int x, int millis) throws InterruptedException {
    Thread.sleep(millis);
    return 3 * x;
  }
}
