package org.acmespark.report;

import org.acmespark.reading.RecordedAttempt;

/** What one executor did. */
final class ExecutorFigures {
  private final String host;
  private final String executor;
  private long computed;
  private long failedAttempts;
  private double busySeconds;
  private long peakHeap;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros;

  ExecutorFigures(String host, String executor) {
    this.host = host;
    this.executor = executor;
  }

  void add(RecordedAttempt attempt) {
    if (attempt.failure().isPresent()) {
      failedAttempts++;
    } else {
      computed++;
    }
    busySeconds += attempt.nanos() / 1e9;
    peakHeap = Math.max(peakHeap, attempt.peakHeap());
    if (attempt.startedMicros() >= 0) {
      firstMicros = Math.min(firstMicros, attempt.startedMicros());
      lastMicros = Math.max(lastMicros, attempt.startedMicros() + attempt.nanos() / 1000);
    }
  }

  String host() {
    return host;
  }

  String executor() {
    return executor;
  }

  /** Name in pictures and tables. */
  String name() {
    return executor.equals("driver") ? host : host + " #" + executor;
  }

  long computed() {
    return computed;
  }

  long failedAttempts() {
    return failedAttempts;
  }

  double busySeconds() {
    return busySeconds;
  }

  /** The largest number of bytes seen in use in its heap during a call; 0 if not measured. */
  long peakHeap() {
    return peakHeap;
  }

  /** The start of its first call, in microseconds since 1970-01-01 UTC. */
  long firstMicros() {
    return firstMicros;
  }

  /** The end of its last call. */
  long lastMicros() {
    return lastMicros;
  }
}
