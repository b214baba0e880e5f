package org.acmespark.engine.executor;

import java.util.Optional;
import org.acmespark.function.CallProcesses;
import org.apache.spark.TaskKilledException;

/** The memory of one task's computations, one after the other, if memory is planned for. */
final class Room {
  private static final long MILLIS = 1000;

  private final Admission admission;
  private final CallProcesses processes;
  private final boolean patient;
  private Optional<Admission.Pass> pass = Optional.empty();

  /** {@code patient} says whether to wait as long as it takes. */
  Room(Admission admission, CallProcesses processes, boolean patient) {
    this.admission = admission;
    this.processes = processes;
    this.patient = patient;
  }

  /**
   * Waits until a computation may begin. Returns whether it may; otherwise others should take it.
   */
  boolean enter() {
    if (!admission.isPlanned()) {
      return true;
    }
    do {
      try {
        pass = admission.enter(processes, MILLIS);
      } catch (InterruptedException e) {
        throw new TaskKilledException();
      }
    } while (patient && pass.isEmpty());
    return pass.isPresent();
  }

  /** Ends the computation; see {@link Admission.Pass#end}. */
  void leave(boolean tells) {
    pass.ifPresent(given -> given.end(tells));
    pass = Optional.empty();
  }
}
