package org.acmespark.engine.driver;

import org.acmespark.model.ComputationFailure;

/** A decision of the {@link Scheduler}, which {@link RunState} carries out. */
sealed interface Decision {
  /** A waiting task gets a range as soon as the inputs of the range are packed. */
  record Grant(Slots.Asking task, RangeState range) implements Decision {}

  /**
   * A waiting task ends.
   *
   * @param leaving whether its worker should end, because it has too little of its wall time left
   *     for what is pending, or is not needed any more
   */
  record Dismiss(Slots.Asking task, boolean leaving) implements Decision {
    Dismiss(Slots.Asking task) {
      this(task, false);
    }
  }

  /**
   * A computation is given up, because processes died while they computed it. The computation is
   * reserved until {@link Scheduler#gaveUp} is called.
   *
   * @param host host of the last process that died, empty if unknown
   * @param error kind of the failure
   */
  record GiveUp(long index, int deaths, String host, String error, String message)
      implements Decision {
    ComputationFailure failure(String inputs) {
      return new ComputationFailure(index, deaths, inputs, error, message, "", host);
    }
  }
}
