package org.acmespark.reading;

import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * One attempt of one computation, as the ledger records it.
 *
 * @param index of the computation, from 0
 * @param status how the attempt ended
 * @param startedMicros when the function was called, in microseconds since 1970-01-01 UTC; -1 if
 *     that is lost
 * @param nanos how long the call took; 0 if that is lost
 * @param host where the call ran; empty if that is lost
 * @param executor Spark's identifier of the executor; empty if that is lost
 * @param number which attempt, from 1; 0 if that is lost
 * @param peakHeap the largest number of bytes seen in use in the heap of the JVM during the call; 0
 *     if that was not measured
 * @param peakProcesses the most bytes that the processes of the call used; 0 if there were none or
 *     that was not measured
 * @param failure why the attempt failed; empty if it succeeded
 */
public record RecordedAttempt(
    int index,
    Status status,
    long startedMicros,
    long nanos,
    String host,
    String executor,
    int number,
    long peakHeap,
    long peakProcesses,
    Optional<ComputationFailure> failure) {

  /** The end of an attempt. */
  public enum Status {
    /** The results are committed. */
    COMPUTED,
    /** The computation has failed. */
    FAILED,
    /** The attempt failed, and another one followed. */
    RETRIED
  }
}
