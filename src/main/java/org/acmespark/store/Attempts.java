package org.acmespark.store;

import java.io.Serializable;
import java.util.List;
import org.acmespark.model.ComputationFailure;

/**
 * Finished attempts of one task, in columns: the successful ones, whose results are in the block
 * sent along, and the failed ones.
 *
 * @param host where the task ran
 * @param executor Spark's id of the executor
 * @param indices computations that succeeded
 * @param startedMicros when each was called, microseconds since 1970-01-01 UTC
 * @param nanos how long each call took
 * @param attempts which attempt succeeded, from 1
 * @param peakHeaps most bytes that the heap of the JVM was seen to hold during each call, garbage
 *     included; 0 where nobody looked, since the call was short
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
    List<Failed> failed)
    implements Serializable {

  /** A failure that the driver found out, since the executor could not say so itself. */
  public static Attempts ofFailure(ComputationFailure failure) {
    return of(failure, true);
  }

  /** As {@link #ofFailure}, of an attempt after which the computation is tried again. */
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
        List.of(new Failed(failure, now, 0, 0, last)));
  }

  /**
   * A failed attempt.
   *
   * @param peakHeap as of successful attempts
   * @param last whether the computation will not be tried again
   */
  public record Failed(
      ComputationFailure failure, long startedMicros, long nanos, long peakHeap, boolean last)
      implements Serializable {}
}
