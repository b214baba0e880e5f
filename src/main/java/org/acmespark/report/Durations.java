package org.acmespark.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.acmespark.reading.RecordedAttempt;

/** How long successful calls took. Quantiles are exact to two percent, at any number of calls. */
final class Durations {
  private static final int SLOWEST = 10;
  private static final int BINS_PER_DECADE = 50;
  private static final int DECADES = 17; // from a nanosecond to three years

  private static final Comparator<RecordedAttempt> BY_NANOS =
      Comparator.comparingLong(RecordedAttempt::nanos)
          .thenComparing(Comparator.comparingInt(RecordedAttempt::index).reversed());

  private final long[] bins = new long[BINS_PER_DECADE * DECADES];
  private final PriorityQueue<RecordedAttempt> slowest = new PriorityQueue<>(BY_NANOS);
  private long count;
  private long least = Long.MAX_VALUE;
  private long most;
  private double sum;

  void add(RecordedAttempt attempt) {
    long nanos = Math.max(1, attempt.nanos());
    bins[Math.min(bins.length - 1, (int) (BINS_PER_DECADE * Math.log10(nanos)))]++;
    count++;
    least = Math.min(least, nanos);
    most = Math.max(most, nanos);
    sum += nanos / 1e9;
    if (slowest.size() < SLOWEST || BY_NANOS.compare(attempt, slowest.peek()) > 0) {
      slowest.add(attempt);
      if (slowest.size() > SLOWEST) {
        slowest.poll();
      }
    }
  }

  long count() {
    return count;
  }

  double leastSeconds() {
    return least / 1e9;
  }

  double mostSeconds() {
    return most / 1e9;
  }

  double meanSeconds() {
    return sum / count;
  }

  /** Returns the duration that a share of the calls did not exceed; there must be a call. */
  double quantileSeconds(double share) {
    long wanted = (long) Math.ceil(share * count);
    long seen = 0;
    for (int k = 0; k < bins.length; k++) {
      seen += bins[k];
      if (seen >= wanted && bins[k] > 0) {
        double middle = Math.pow(10, (k + 0.5) / BINS_PER_DECADE) / 1e9;
        return Math.min(mostSeconds(), Math.max(leastSeconds(), middle));
      }
    }
    return mostSeconds();
  }

  /** Returns the slowest calls, slowest first. */
  List<RecordedAttempt> slowest() {
    List<RecordedAttempt> all = new ArrayList<>(slowest);
    all.sort(BY_NANOS.reversed());
    return all;
  }
}
