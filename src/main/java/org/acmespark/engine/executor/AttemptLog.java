package org.acmespark.engine.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;

/** Collects what a task's finished attempts were, until they are committed; not thread-safe. */
final class AttemptLog {
  /** Failures weigh as results do: the driver takes them in messages of a few megabytes. */
  private static final long FULL_CHARACTERS = 1 << 20;

  private static final int FULL_FAILURES = 1000;

  private final String host;
  private final String executor;
  private long[] indices = new long[64];
  private long[] started = new long[64];
  private long[] nanos = new long[64];
  private int[] attempts = new int[64];
  private long[] peakHeaps = new long[64];
  private int computed;
  private long spentNanos;
  private long failureCharacters;
  private List<Attempts.Failed> failed = new ArrayList<>();

  AttemptLog(String host, String executor) {
    this.host = host;
    this.executor = executor;
  }

  void computed(long index, int attempt, long startedMicros, long duration, long peakHeap) {
    if (computed == indices.length) {
      indices = Arrays.copyOf(indices, computed * 2);
      started = Arrays.copyOf(started, computed * 2);
      nanos = Arrays.copyOf(nanos, computed * 2);
      attempts = Arrays.copyOf(attempts, computed * 2);
      peakHeaps = Arrays.copyOf(peakHeaps, computed * 2);
    }
    indices[computed] = index;
    started[computed] = startedMicros;
    nanos[computed] = duration;
    attempts[computed] = attempt;
    peakHeaps[computed] = peakHeap;
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

  /** Whether the failures alone are reason to send what there is. */
  boolean full() {
    return failureCharacters >= FULL_CHARACTERS || failed.size() >= FULL_FAILURES;
  }

  int computed() {
    return computed;
  }

  /** Computations that failed for good. */
  long failed() {
    return failed.stream().filter(Attempts.Failed::last).count();
  }

  boolean isEmpty() {
    return computed == 0 && failed.isEmpty();
  }

  long spentNanos() {
    return spentNanos;
  }

  /** What was collected since the last call. */
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
            failed);
    computed = 0;
    spentNanos = 0;
    failureCharacters = 0;
    failed = new ArrayList<>();
    return taken;
  }
}
