package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Chooses the number of computations in the next range by guided self-scheduling: remaining/(2 x
 * cores) (Polychronopoulos and Kuck, "Guided self-scheduling", IEEE Transactions on Computers C-36,
 * 1987). Time limits bound the size. The lower limit makes a range worth its messages. The upper
 * limit keeps an uneven range from delaying the work behind it.
 *
 * @param fixed computations per range if the caller has chosen
 */
record RangeSizing(OptionalLong fixed) {
  /** Chooses the number of computations in the next range. */
  @FunctionalInterface
  public interface Size {
    /**
     * Returns the number of computations, at least 1.
     *
     * @param remaining computations that are pending
     * @param idle cores without a range
     */
    long of(long remaining, long idle);
  }

  /** Approximate time that the driver spends on a range. */
  private static final double RANGE_SECONDS = 0.001;

  /** Least duration of work that is worth a range of its own. */
  private static final double LEAST_SECONDS = 0.02;

  private static final double FIRST_SECONDS = 0.2;

  /** Longest duration of a range as a fraction of the run's duration so far. */
  private static final double PART_OF_RUN = 1.0 / 16;

  private static final double MOST_SECONDS = 60;

  /**
   * Returns how long a range may take before its task hands back the computations that it has not
   * begun.
   */
  Duration budget(int cores, Duration elapsed) {
    double seconds =
        Math.max(
            Math.max(FIRST_SECONDS, cores * RANGE_SECONDS),
            Math.min(MOST_SECONDS, elapsed.toNanos() / 1e9 * PART_OF_RUN));
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /**
   * Returns the size of the next range, at least 1. While no duration is known, all ranges have the
   * same size, because their time budget keeps them short.
   *
   * @param idle cores without a range
   * @param meanSeconds mean duration of a computation so far, NaN if none is known
   */
  long next(long remaining, long idle, int cores, double meanSeconds, Duration budget) {
    if (fixed.isPresent()) {
      return Math.min(fixed.getAsLong(), remaining);
    }
    if (Double.isNaN(meanSeconds)) {
      return Math.max(1, (remaining + idle - 1) / idle);
    }
    long guided = Math.max(1, remaining / (2L * cores));
    double least = Math.ceil(LEAST_SECONDS / meanSeconds);
    double most = Math.max(1, budget.toNanos() / 1e9 / meanSeconds);
    return (long) Math.max(1, Math.min(most, Math.max(guided, Math.min(least, remaining))));
  }
}
