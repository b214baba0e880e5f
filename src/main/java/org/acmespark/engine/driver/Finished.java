package org.acmespark.engine.driver;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.FailureTexts;
import org.acmespark.store.Recovered;

/**
 * The computations that are done or reserved. A computation is done when its result is committed or
 * it has finally failed. It is reserved while it is being published. Guarded by {@link RunState}.
 */
final class Finished {
  private final long nInputs;
  private final BitSet done = new BitSet();
  private final IndexSet reserved = new IndexSet();
  private final List<ComputationFailure> failures = new ArrayList<>();
  private final FailureTexts texts = new FailureTexts();
  private int count;
  private int earlier;
  private long spentNanos;

  Finished(long nInputs) {
    this.nInputs = nInputs;
  }

  /** Marks the computations of earlier processes as done. */
  void recover(Recovered recovered) {
    done.or(recovered.done());
    earlier = done.cardinality();
    count = earlier;
    recovered.failures().forEach(failure -> failures.add(texts.kept(failure)));
  }

  boolean contains(long index) {
    return done.get((int) index);
  }

  /** Returns whether a computation is done, or will be done when its publication succeeds. */
  boolean isTaken(long index) {
    return contains(index) || reserved.contains(index);
  }

  /**
   * Reserves the computations that these attempts finish for the caller, who publishes them.
   *
   * @return whether they were reserved; false if any of them is taken
   */
  boolean reserve(Attempts attempts) {
    if (endedBy(attempts).anyMatch(this::isTaken)) {
      return false;
    }
    endedBy(attempts).forEach(reserved::add);
    return true;
  }

  void reserve(long index) {
    reserved.add(index);
  }

  void release(long index) {
    reserved.remove(index);
  }

  /** Returns the computations that are done after these attempts are published. */
  static LongStream endedBy(Attempts attempts) {
    return LongStream.concat(
        LongStream.of(attempts.indices()),
        attempts.failed().stream()
            .filter(Attempts.Failed::last)
            .mapToLong(failed -> failed.failure().index()));
  }

  /** Adds published results. Failures are added separately. */
  void add(Attempts attempts) {
    for (long index : attempts.indices()) {
      mark(index);
    }
    spentNanos += nanos(attempts);
  }

  /** Returns the time spent in these attempts. */
  static long nanos(Attempts attempts) {
    return LongStream.of(attempts.nanos()).sum()
        + attempts.failed().stream().mapToLong(Attempts.Failed::nanos).sum();
  }

  /** Adds a computation that has finally failed. Returns false if it was done before. */
  boolean add(ComputationFailure failure) {
    if (!mark(failure.index())) {
      return false;
    }
    failures.add(texts.kept(failure));
    return true;
  }

  private boolean mark(long index) {
    release(index);
    if (contains(index)) {
      return false;
    }
    done.set((int) index);
    count++;
    return true;
  }

  /** Returns the computations from {@code from} to {@code to} (exclusive) that are not taken. */
  IndexSet missing(long from, long to) {
    var missing = new IndexSet();
    int clear = done.nextClearBit((int) from);
    while (clear < to) {
      int set = done.nextSetBit(clear);
      long end = set < 0 ? to : Math.min(set, to);
      missing.add(clear, end);
      clear = done.nextClearBit((int) end);
    }
    reserved.within(from, to).ranges().forEach(r -> missing.remove(r.from(), r.to()));
    return missing;
  }

  long count() {
    return count;
  }

  /** Returns the number of computations that this process has done. */
  long countHere() {
    return count - earlier;
  }

  long total() {
    return nInputs;
  }

  boolean isAll() {
    return count == nInputs;
  }

  long spentNanos() {
    return spentNanos;
  }

  /** Returns the failures in the order of the computations. */
  List<ComputationFailure> failures() {
    return failures.stream().sorted(Comparator.comparingLong(ComputationFailure::index)).toList();
  }

  int failed() {
    return failures.size();
  }

  /**
   * Returns the mean duration of a computation so far in seconds, NaN if none has finished.
   *
   * @param ranges where others have finished that are not committed yet
   */
  double meanSeconds(RangesInFlight ranges) {
    long count = countHere() + ranges.uncommitted();
    long nanos = spentNanos() + ranges.spentNanos();
    return count == 0 ? Double.NaN : Math.max(nanos, 100) / 1e9 / count;
  }
}
