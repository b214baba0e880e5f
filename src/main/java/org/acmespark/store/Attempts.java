package org.acmespark.store;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.ComputationFailure;

/**
 * Finished attempts of one task, in columns: successful ones, whose results are in the block sent
 * with them, and failed ones.
 *
 * @param host where the task ran
 * @param executor Spark's id of the executor
 * @param indices computations that succeeded
 * @param startedMicros when each was called, microseconds since 1970-01-01 UTC
 * @param nanos how long each call took
 * @param attempts which attempt succeeded, from 1
 * @param peakHeaps the largest number of bytes seen in use in the JVM's heap during each call,
 *     including garbage; 0 if the call was too short to be measured
 * @param peakProcesses the most bytes that the processes of each call used, such as a Python worker
 *     or a program; 0 if there were none, or the call was too short to be measured
 * @param failed attempts that failed
 */
public record Attempts(
    String host,
    String executor,
    long[] indices,
    long[] startedMicros,
    long[] nanos,
    int[] attempts,
    long[] peakHeaps,
    long[] peakProcesses,
    List<Failed> failed)
    implements Serializable {

  /** Returns the same attempts as if each had been called that much later. */
  public Attempts later(long micros) {
    return new Attempts(
        host,
        executor,
        indices,
        Arrays.stream(startedMicros).map(started -> started + micros).toArray(),
        nanos,
        attempts,
        peakHeaps,
        peakProcesses,
        failed.stream().map(one -> one.later(micros)).toList());
  }

  /** Creates a failure that the driver detected because the executor could not report it. */
  public static Attempts ofFailure(ComputationFailure failure) {
    return of(failure, true);
  }

  /**
   * Creates a failure as {@link #ofFailure} does, of an attempt after which the computation is
   * called again.
   */
  static Attempts ofLoss(ComputationFailure failure) {
    return of(failure, false);
  }

  private static Attempts of(ComputationFailure failure, boolean last) {
    long now = System.currentTimeMillis() * 1000;
    long[] none = {};
    return new Attempts(
        failure.host(),
        "",
        none,
        none,
        none,
        new int[0],
        none,
        none,
        List.of(new Failed(failure, now, 0, 0, 0, last)));
  }

  /**
   * A failed attempt.
   *
   * @param peakHeap as for successful attempts
   * @param peakProcesses as for successful attempts
   * @param last whether this was the last attempt
   */
  public record Failed(
      ComputationFailure failure,
      long startedMicros,
      long nanos,
      long peakHeap,
      long peakProcesses,
      boolean last)
      implements Serializable {

    private Failed later(long micros) {
      return new Failed(failure, startedMicros + micros, nanos, peakHeap, peakProcesses, last);
    }

    /** The same attempt with another description of its failure. */
    Failed with(ComputationFailure other) {
      return new Failed(other, startedMicros, nanos, peakHeap, peakProcesses, last);
    }
  }
}
