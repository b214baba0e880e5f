package org.acmespark.engine.driver;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;

/** The ranges that have not ended. Guarded by {@link RunState}. */
final class RangesInFlight {
  private final Map<Long, RangeState> inFlight = new TreeMap<>();
  private long made;

  RangeState make(IndexSet.Range range, boolean careful, boolean solo) {
    var state = new RangeState(made++, range, careful, solo);
    inFlight.put(state.number(), state);
    return state;
  }

  /** Returns the range of a task; empty if it has ended. */
  Optional<RangeState> of(Message.Task task) {
    return Optional.ofNullable(inFlight.get(task.range()));
  }

  Collection<RangeState> all() {
    return inFlight.values();
  }

  void remove(RangeState range) {
    inFlight.remove(range.number());
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  int size() {
    return inFlight.size();
  }

  /** Returns the number of ranges that were ever made. */
  long made() {
    return made;
  }

  boolean cover(long index) {
    return all().stream().anyMatch(range -> range.covers(index));
  }

  /** Returns the number of computations that are finished and not yet committed. */
  long uncommitted() {
    return all().stream().mapToLong(RangeState::uncommitted).sum();
  }

  /** Returns whether tasks begin nothing more and have committed all that is finished. */
  boolean areDrained() {
    return all().stream().allMatch(RangeState::isDrained);
  }

  /** Returns the time spent in computations that are finished and not yet committed. */
  long spentNanos() {
    return all().stream().mapToLong(RangeState::spentNanos).sum();
  }
}
