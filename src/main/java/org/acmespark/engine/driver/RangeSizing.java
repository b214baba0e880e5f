package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How many computations go into the next range: guided self-scheduling (Polychronopoulos and Kuck,
 * "Guided self-scheduling", IEEE Transactions on Computers C-36, 1987), remaining/(2 x cores),
 * within limits of time that keep a range worth its messages and an uneven one from delaying what
 * stands behind it.
 *
 * @param fixed computations per range if the caller has chosen
 */
public record RangeSizing(OptionalLong fixed) {
  /** How many computations go into the next range. */
  @FunctionalInterface
  public interface Size {
    /**
     * The number, 1 or more.
     *
     * @param remaining computations that are pending
     * @param idle cores without a range
     */
    long of(long remaining, long idle);
  }

  /** What a range costs the driver, about. */
  private static final double RANGE_SECONDS = 0.001;

  /** Less work than this is not worth a range of its own. */
  private static final double LEAST_SECONDS = 0.02;

  private static final double FIRST_SECONDS = 0.2;

  /** A range is never longer than this part of the run so far. */
  private static final double PART_OF_RUN = 1.0 / 16;

  private static final double MOST_SECONDS = 60;

  /** How long a range may take before its task hands back what it has not begun. */
  Duration budget(int cores, Duration elapsed) {
    double seconds =
        Math.max(
            Math.max(FIRST_SECONDS, cores * RANGE_SECONDS),
            Math.min(MOST_SECONDS, elapsed.toNanos() / 1e9 * PART_OF_RUN));
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /**
   * Size of the next range, at least 1. While no duration is known the ranges are even, since their
   * budget of time, not their size, keeps them short.
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
