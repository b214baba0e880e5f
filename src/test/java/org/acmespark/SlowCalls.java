package org.acmespark;

/** Makes the functions of tests slow. No test may rely on how slow. */
public final class SlowCalls {
  private SlowCalls() {}

  /** Returns after this time, unless it is interrupted. */
  public static void take(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** Returns only by an exception when it is interrupted. */
  public static void takeForEver() throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }
}
