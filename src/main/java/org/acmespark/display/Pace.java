package org.acmespark.display;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Describes how fast a run advances: {@code 120 of 1000 done (12 %), 3 failed, 40/s, 22 s left}.
 * Computations that an earlier process finished count as done, but not for the rate.
 */
final class Pace {
  private final long nInputs;
  private final LongSupplier clock;
  private final long startNanos;
  private long earlier;

  /**
   * Starts to measure now.
   *
   * @param nInputs number of computations
   * @param nanoTime the clock, in nanoseconds
   */
  Pace(long nInputs, LongSupplier nanoTime) {
    this.nInputs = nInputs;
    clock = nanoTime;
    startNanos = nanoTime.getAsLong();
  }

  void startsFrom(long finished) {
    earlier = finished;
  }

  /** Returns text such as {@code 120 of 1000 done (12 %), 3 failed}. */
  String count(long finished, long failed) {
    String failures = failed == 0 ? "" : ", " + failed + " failed";
    long percent = nInputs == 0 ? 100 : 100 * finished / nInputs;
    return "%s of %s done (%s %%)%s".formatted(finished, nInputs, percent, failures);
  }

  String at(long finished, long failed) {
    String done = count(finished, failed);
    double seconds = (clock.getAsLong() - startNanos) / 1e9;
    if (finished <= earlier || seconds <= 0) {
      return done;
    }
    double rate = (finished - earlier) / seconds;
    return done
        + String.format(Locale.ROOT, rate >= 10 ? ", %.0f/s" : ", %.2g/s", rate)
        + ", "
        + left((nInputs - finished) / rate)
        + " left";
  }

  private static String left(double seconds) {
    long s = Math.round(seconds);
    if (s < 120) {
      return s + " s";
    }
    return s < 7200 ? s / 60 + " min" : "%s h %s min".formatted(s / 3600, s / 60 % 60);
  }
}
