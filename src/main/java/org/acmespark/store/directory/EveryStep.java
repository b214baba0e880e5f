package org.acmespark.store.directory;

/** Runs all steps of a cleanup, even if some of them throw. */
public final class EveryStep {
  private EveryStep() {}

  /**
   * Runs the steps in order.
   *
   * @throws RuntimeException the first exception that a step threw, after all steps have run; later
   *     exceptions are added as suppressed
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
   * Runs the steps after {@code failure}, which the caller throws; exceptions of the steps are
   * added to it as suppressed.
   */
  public static void after(Throwable failure, Runnable... steps) {
    try {
      of(steps);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
