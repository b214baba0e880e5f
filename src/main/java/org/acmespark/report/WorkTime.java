package org.acmespark.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * The time during which processes worked on a run. A run that was resumed has a part for each
 * process; the time between the parts does not count.
 */
final class WorkTime {
  private final long[] starts;
  private final long[] ends;

  /**
   * Creates the time of a run.
   *
   * @param starts when each process began, in order; empty if that is not known
   */
  WorkTime(List<Instant> starts) {
    this.starts =
        starts.isEmpty()
            ? new long[] {Long.MAX_VALUE}
            : starts.stream().mapToLong(WorkTime::micros).sorted().toArray();
    this.ends = Arrays.copyOf(this.starts, this.starts.length);
    if (starts.isEmpty()) {
      ends[0] = Long.MIN_VALUE;
    }
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Includes a call, given in microseconds since 1970-01-01 UTC. */
  void add(long from, long to) {
    int part = part(from);
    starts[part] = Math.min(starts[part], from);
    ends[part] = Math.max(ends[part], to);
  }

  /** Includes the end of the last process. */
  void addEnd(Instant end) {
    int last = ends.length - 1;
    ends[last] = Math.max(ends[last], micros(end));
  }

  private int part(long micros) {
    int part = starts.length - 1;
    while (part > 0 && micros < starts[part]) {
      part--;
    }
    return part;
  }

  boolean isEmpty() {
    return seconds() <= 0;
  }

  /** The sum of all parts. */
  double seconds() {
    double seconds = 0;
    for (int part = 0; part < starts.length; part++) {
      seconds += length(part);
    }
    return seconds;
  }

  private double length(int part) {
    return ends[part] <= starts[part] ? 0 : (ends[part] - starts[part]) / 1e6;
  }

  /** Returns the seconds of work before a moment, between 0 and {@link #seconds}. */
  double at(long micros) {
    int part = part(micros);
    double before = 0;
    for (int k = 0; k < part; k++) {
      before += length(k);
    }
    return before + Math.min(length(part), Math.max(0, (micros - starts[part]) / 1e6));
  }

  /** Returns where the second and each later process began, in seconds of work. */
  double[] resumptions() {
    double[] at = new double[starts.length - 1];
    double before = 0;
    for (int part = 0; part < at.length; part++) {
      before += length(part);
      at[part] = before;
    }
    return at;
  }
}
