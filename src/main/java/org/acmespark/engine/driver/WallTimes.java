package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
import org.acmespark.store.Attempts;

/**
 * Decides which computations may begin on a worker whose wall time ends. A computation is expected
 * to take as long as nine of ten have taken at most, or as long as the user says. One that was cut
 * off by the end of a wall time is known to take longer, and waits for a young worker. Guarded by
 * {@link RunState}.
 */
final class WallTimes {
  /** How often a wall time that was nearly whole may be too short before a computation fails. */
  private static final int CUTS_ALLOWED = 2;

  /** The part of computations that take at most as long as is expected. */
  private static final double EXPECTED_PART = 0.9;

  /** How early before its wall time a worker may end without having been cut off before. */
  private static final Duration EARLY = Duration.ofSeconds(10);

  /** How long computations may begin on a young worker, whatever they are expected to take. */
  private static final long LEAST_NANOS = 1_000_000_000;

  private static final int STEPS_PER_OCTAVE = 8;

  private final Optional<Duration> given;
  private final long[] counts = new long[64 * STEPS_PER_OCTAVE];
  private long count;
  private final Map<Long, Long> atLeastNanos = new HashMap<>();
  private final Map<Long, Integer> cuts = new HashMap<>();
  private final IndexSet waiting = new IndexSet();

  /**
   * When the worker of a task ends.
   *
   * @param nanos time on the driver's clock
   * @param young whether the worker was young when the task got its range
   */
  record End(long nanos, boolean young) {
    static Optional<End> of(WallTime wall, long nowNanos) {
      return wall.isUnlimited()
          ? Optional.empty()
          : Optional.of(new End(nowNanos + wall.leftMillis() * 1_000_000, wall.isYoung()));
    }
  }

  /**
   * @param given how long a computation takes at most, if the user says so
   */
  WallTimes(Optional<Duration> given) {
    this.given = given;
  }

  /** Records how long committed computations took. */
  void saw(Attempts attempts) {
    for (long nanos : attempts.nanos()) {
      counts[step(nanos)]++;
    }
    count += attempts.nanos().length;
    if (!atLeastNanos.isEmpty()) {
      for (long index : attempts.indices()) {
        waiting.remove(index);
        atLeastNanos.remove(index);
      }
    }
  }

  /** Eight steps between a power of two and the next, as long as each other. */
  private static int step(long nanos) {
    long atLeastOne = Math.max(1, nanos);
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(atLeastOne);
    long eighths = octave < 3 ? atLeastOne << (3 - octave) : atLeastOne >>> (octave - 3);
    return octave * STEPS_PER_OCTAVE + (int) (eighths - STEPS_PER_OCTAVE);
  }

  /** The time at which a step ends, in nanoseconds. */
  private static long endOf(int step) {
    int eighths = STEPS_PER_OCTAVE + step % STEPS_PER_OCTAVE + 1;
    return (long) Math.scalb((double) eighths, step / STEPS_PER_OCTAVE - 3);
  }

  /** Returns what a computation is expected to take; 0 while nothing is known. */
  long expectedNanos() {
    if (given.isPresent()) {
      return given.get().toNanos();
    }
    long fewer = 0;
    for (int step = 0; step < counts.length && count > 0; step++) {
      fewer += counts[step];
      if (fewer >= EXPECTED_PART * count) {
        return endOf(step);
      }
    }
    return 0;
  }

  /** Returns whether a computation may begin on a worker. Any may begin on a young one. */
  boolean fits(WallTime wall) {
    return wall.isYoung() || wall.leftMillis() * 1_000_000.0 >= expectedNanos();
  }

  /**
   * Returns how long after {@code now} computations may begin on a worker that ends then. One may
   * begin on a young worker in any case.
   */
  Optional<Duration> lastBegin(Optional<End> end, long now) {
    return end.map(
        e -> {
          long time = e.nanos() - expectedNanos() - now;
          return Duration.ofNanos(e.young() ? Math.max(LEAST_NANOS, time) : time);
        });
  }

  /**
   * Records that a worker has ended during a call.
   *
   * @return that the computation is given up, if it was cut off too often
   */
  Optional<Decision.GiveUp> cutOff(RangeState.CutOff cut) {
    long index = cut.index();
    long nanos = atLeastNanos.merge(index, cut.nanos(), Math::max);
    if (!cut.end().young() || cuts.merge(index, 1, Integer::sum) < CUTS_ALLOWED) {
      waiting.add(index);
      return Optional.empty();
    }
    waiting.remove(index);
    String message =
        "computation %s had run for %s s when the wall time of its worker on host %s ended, the %s. time; it needs a longer one (--time-limit)"
            .formatted(
                index,
                String.format(Locale.ROOT, "%.0f", nanos / 1e9),
                cut.host(),
                cuts.get(index));
    return Optional.of(
        new Decision.GiveUp(index, cuts.get(index), cut.host(), "WallTime", message));
  }

  /** Returns whether a worker that is gone now has reached its wall time. */
  static boolean isReached(End end, long now) {
    return now >= end.nanos() - EARLY.toNanos();
  }

  /** Returns the number of computations that wait for a young worker. */
  long waiting() {
    return waiting.size();
  }

  /** Removes from {@code todo} the computations that wait for a young worker. */
  void removeFrom(IndexSet todo, RangeState range) {
    waiting
        .within(range.from(), range.end())
        .ranges()
        .forEach(part -> todo.remove(part.from(), part.to()));
  }

  /** Moves those computations from {@code pending} that have to wait for a young worker. */
  void takeFrom(IndexSet pending) {
    for (long index : atLeastNanos.keySet()) {
      if (pending.contains(index)) {
        pending.remove(index);
        waiting.add(index);
      }
    }
  }

  /** Removes and returns a computation that waits for a young worker, if this one is young. */
  Optional<IndexSet.Range> take(WallTime wall) {
    return waiting.isEmpty() || !wall.isYoung() ? Optional.empty() : Optional.of(waiting.take(1));
  }

  /** Returns whether a task should begin nothing more, because its worker ends too soon. */
  boolean isTooLate(RangeState range, Message.State state, long now) {
    boolean begun = state.callNanos() > 0 || state.computed() > 0;
    return begun
        && range
            .workersEnd(state.task().task())
            .filter(end -> end.nanos() - expectedNanos() < now)
            .isPresent();
  }
}
