package org.acmespark.engine.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;

/** Collects a task's finished attempts until they are committed. Not thread-safe. */
final class AttemptLog {
  /** Limits the text of failures in one message: the driver accepts messages of a few megabytes. */
  private static final long FULL_CHARACTERS = 1 << 20;

  private static final int FULL_FAILURES = 1000;

  private final String host;
  private final String executor;
  private long[] indices = new long[64];
  private long[] started = new long[64];
  private long[] nanos = new long[64];
  private int[] attempts = new int[64];
  private long[] peakHeaps = new long[64];
  private long[] peakProcesses = new long[64];
  private int computed;
  private long spentNanos;
  private long failureCharacters;
  private List<Attempts.Failed> failed = new ArrayList<>();

  AttemptLog(String host, String executor) {
    this.host = host;
    this.executor = executor;
  }

  void computed(
      long index,
      int attempt,
      long startedMicros,
      long duration,
      long peakHeap,
      long peakOfProcesses) {
    if (computed == indices.length) {
      indices = Arrays.copyOf(indices, computed * 2);
      started = Arrays.copyOf(started, computed * 2);
      nanos = Arrays.copyOf(nanos, computed * 2);
      attempts = Arrays.copyOf(attempts, computed * 2);
      peakHeaps = Arrays.copyOf(peakHeaps, computed * 2);
      peakProcesses = Arrays.copyOf(peakProcesses, computed * 2);
    }
    indices[computed] = index;
    started[computed] = startedMicros;
    nanos[computed] = duration;
    attempts[computed] = attempt;
    peakHeaps[computed] = peakHeap;
    peakProcesses[computed] = peakOfProcesses;
    computed++;
    spentNanos += duration;
  }

  void failed(Attempts.Failed attempt) {
    failed.add(attempt);
    spentNanos += attempt.nanos();
    ComputationFailure failure = attempt.failure();
    failureCharacters +=
        failure.inputs().length() + failure.message().length() + failure.stackTrace().length();
  }

  /** Returns whether there are so many failures that the log should be sent now. */
  boolean full() {
    return failureCharacters >= FULL_CHARACTERS || failed.size() >= FULL_FAILURES;
  }

  int computed() {
    return computed;
  }

  /** Returns the number of computations that failed and are not retried. */
  long failed() {
    return failed.stream().filter(Attempts.Failed::last).count();
  }

  boolean isEmpty() {
    return computed == 0 && failed.isEmpty();
  }

  long spentNanos() {
    return spentNanos;
  }

  /** Returns the attempts that were collected since the last call of this method. */
  Attempts take() {
    var taken =
        new Attempts(
            host,
            executor,
            Arrays.copyOf(indices, computed),
            Arrays.copyOf(started, computed),
            Arrays.copyOf(nanos, computed),
            Arrays.copyOf(attempts, computed),
            Arrays.copyOf(peakHeaps, computed),
            Arrays.copyOf(peakProcesses, computed),
            failed);
    computed = 0;
    spentNanos = 0;
    failureCharacters = 0;
    failed = new ArrayList<>();
    return taken;
  }
}
