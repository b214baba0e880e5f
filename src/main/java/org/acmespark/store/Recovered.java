package org.acmespark.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.acmespark.model.ComputationFailure;

/**
 * What earlier processes have done of a run.
 *
 * @param committed the computations whose results are kept, or that have none to keep
 * @param failures the computations that have failed for good and are not to be tried again
 * @param deaths how often a process died while it made a computation that is not done, by index
 */
public record Recovered(
    BitSet committed, List<ComputationFailure> failures, Map<Long, Integer> deaths) {
  /** Of a run that has just begun. */
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
