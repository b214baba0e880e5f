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
 * Computations that are done: committed, or failed for good; and those that are reserved, because
 * they are being published. Guarded by {@link RunState}.
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

  /** Counts what earlier processes have done as done. */
  void recover(Recovered recovered) {
    done.or(recovered.done());
    earlier = done.cardinality();
    count = earlier;
    recovered.failures().forEach(failure -> failures.add(texts.kept(failure)));
  }

  boolean contains(long index) {
    return done.get((int) index);
  }

  /** Whether a computation is done, or will be once a publication has succeeded. */
  boolean isTaken(long index) {
    return contains(index) || reserved.contains(index);
  }

  /**
   * Keeps what these attempts end for the one who publishes them.
   *
   * @return whether that was done; not if any of it is taken
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

  /** Computations that are done once these attempts are published. */
  static LongStream endedBy(Attempts attempts) {
    return LongStream.concat(
        LongStream.of(attempts.indices()),
        attempts.failed().stream()
            .filter(Attempts.Failed::last)
            .mapToLong(failed -> failed.failure().index()));
  }

  /** Adds what was published; failures are not among it. */
  void add(Attempts attempts) {
    for (int k = 0; k < attempts.indices().length; k++) {
      mark(attempts.indices()[k]);
      spentNanos += attempts.nanos()[k];
    }
    for (Attempts.Failed failed : attempts.failed()) {
      spentNanos += failed.nanos();
    }
  }

  /** Adds a computation that failed for good; false if it was done before. */
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

  /** The computations of {@code from} to {@code to} (exclusive) that are not taken. */
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

  /** Those that were not done by an earlier process. */
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

  /** In the order of the computations. */
  List<ComputationFailure> failures() {
    return failures.stream().sorted(Comparator.comparingLong(ComputationFailure::index)).toList();
  }

  int failed() {
    return failures.size();
  }
}
