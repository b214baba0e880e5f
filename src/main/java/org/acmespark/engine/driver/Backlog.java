package org.acmespark.engine.driver;

import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.WallTime;

/**
 * The computations that no task has and that are not done: pending ones, suspects, which run alone,
 * and long ones, which wait for a young worker. Guarded by {@link RunState}.
 */
final class Backlog {
  private final RangesInFlight ranges;
  private final Suspects suspects;
  private final WallTimes walls;
  private IndexSet pending;

  Backlog(long nInputs, RangesInFlight ranges, Suspects suspects, WallTimes walls) {
    this.ranges = ranges;
    this.suspects = suspects;
    this.walls = walls;
    this.pending = IndexSet.of(0, nInputs);
  }

  /** Replaces the pending computations. */
  void begin(IndexSet missing) {
    pending = missing;
  }

  /** Adds computations that a task had and has not done. */
  void add(long from, long to) {
    pending.add(from, to);
    walls.takeFrom(pending);
  }

  void remove(long index) {
    pending.remove(index);
  }

  /** Removes from {@code left} the computations of a range that wait for a range of their own. */
  void removeFrom(IndexSet left, RangeState range) {
    if (!range.solo()) {
      suspects.removeFrom(left, range);
    }
    walls.removeFrom(left, range);
  }

  /** Returns the number of computations that may run beside others. */
  long size() {
    return pending.size() + walls.waiting();
  }

  /** Whether a suspect can begin now, because nothing else is left. */
  boolean suspectIsNext() {
    return size() == 0 && !suspects.isEmpty() && ranges.isEmpty();
  }

  /** Returns whether a worker has too little of its wall time left for all that waits. */
  boolean isBeyond(WallTime wall) {
    boolean onlyLongOnes = pending.isEmpty() && size() > 0;
    boolean waits = size() > 0 || suspectIsNext();
    return waits && !(onlyLongOnes ? wall.isYoung() : walls.fits(wall));
  }

  /**
   * Cuts the next range for a worker.
   *
   * @param idle number of cores without a range
   */
  Optional<RangeState> next(RangeSizing.Size size, WallTime wall, long idle) {
    Optional<IndexSet.Range> patient = walls.take(wall);
    if (patient.isPresent()) {
      return Optional.of(ranges.make(patient.get(), suspects.isWatched(patient.get()), false));
    }
    if (!walls.fits(wall)) {
      return Optional.empty();
    }
    if (suspectIsNext()) {
      return Optional.of(ranges.make(suspects.take(), true, true));
    }
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    IndexSet.Range range = pending.take(Math.max(1, size.of(pending.size(), idle)));
    return Optional.of(ranges.make(range, suspects.isWatched(range), false));
  }
}
