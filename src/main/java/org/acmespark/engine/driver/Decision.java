package org.acmespark.engine.driver;

import org.acmespark.model.ComputationFailure;

/** What the {@link Scheduler} has decided and {@link RunState} carries out. */
sealed interface Decision {
  /** A waiting task gets a range, as soon as its inputs are packed. */
  record Grant(Slots.Asking task, RangeState range) implements Decision {}

  /** A waiting task ends. */
  record Dismiss(Slots.Asking task) implements Decision {}

  /**
   * A computation has failed for good, because processes died while it was computed. It is reserved
   * until {@link Scheduler#gaveUp} is called.
   *
   * @param host where that happened last, empty if unknown
   */
  record GiveUp(long index, int deaths, String host, String message) implements Decision {
    ComputationFailure failure(String inputs) {
      return new ComputationFailure(index, deaths, inputs, "ExecutorLost", message, "", host);
    }
  }
}
