package org.acmespark.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.acmespark.model.ComputationFailure;

/**
 * The part of a run that earlier processes have finished.
 *
 * @param committed computations that were computed: their results are kept, or the function returns
 *     nothing
 * @param failures computations that failed permanently and are not called again
 * @param deaths how many times a process died during a computation that is not done, by index
 */
public record Recovered(
    BitSet committed, List<ComputationFailure> failures, Map<Long, Integer> deaths) {
  /** The state of a run that has just begun. */
  public static Recovered nothing() {
    return new Recovered(new BitSet(), List.of(), Map.of());
  }

  /** Computations that need not be handed out. */
  public BitSet done() {
    BitSet done = (BitSet) committed.clone();
    failures.forEach(failure -> done.set(Math.toIntExact(failure.index())));
    return done;
  }
}
