package org.acmespark.report;

import java.util.function.Consumer;
import org.acmespark.reading.RecordedAttempt;

/** Counts successful calls by their duration, in bins. */
final class Histogram implements Consumer<RecordedAttempt> {
  private static final int BINS = 48;

  /** Beyond this ratio of the longest to the shortest call the bins are logarithmic. */
  private static final double LINEAR_UP_TO = 12;

  private final double least;
  private final double most;
  private final boolean logarithmic;
  private final long[] counts = new long[BINS];

  Histogram(Durations durations) {
    double shortest = durations.leastSeconds();
    double longest = durations.mostSeconds();
    logarithmic = longest > LINEAR_UP_TO * shortest;
    // Equal durations get bins around them.
    boolean narrow = longest < 1.02 * shortest;
    least = narrow ? shortest * 0.98 : shortest;
    most = narrow ? longest * 1.02 : longest;
  }

  @Override
  public void accept(RecordedAttempt attempt) {
    if (attempt.failure().isEmpty() && attempt.startedMicros() >= 0) {
      double seconds = Math.max(1, attempt.nanos()) / 1e9;
      double share =
          logarithmic
              ? Math.log(seconds / least) / Math.log(most / least)
              : (seconds - least) / (most - least);
      counts[Math.max(0, Math.min(BINS - 1, (int) (BINS * share)))]++;
    }
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  int bins() {
    return BINS;
  }

  long count(int bin) {
    return counts[bin];
  }

  /** Returns where a bin begins, in seconds; that of the bin after the last is the end. */
  double edge(int bin) {
    double share = bin / (double) BINS;
    return logarithmic ? least * Math.pow(most / least, share) : least + share * (most - least);
  }
}
