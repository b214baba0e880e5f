package org.acmespark.store.directory;

/** Runs all steps of an ending, whatever one of them throws. */
public final class EveryStep {
  private EveryStep() {}

  /**
   * Runs the steps in order.
   *
   * @throws RuntimeException the first exception that a step threw, after all of them have run;
   *     what later steps threw is suppressed in it
   */
  public static void of(Runnable... steps) {
    RuntimeException first = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /**
   * Runs the steps after {@code failure}, which stays what is thrown; theirs are suppressed in it.
   */
  public static void after(Throwable failure, Runnable... steps) {
    try {
      of(steps);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
