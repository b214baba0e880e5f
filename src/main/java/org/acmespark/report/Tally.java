package org.acmespark.report;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.acmespark.reading.RecordedAttempt;
import org.acmespark.reading.RecordedAttempt.Status;

/** Counts what the ledger records, without keeping its lines. */
final class Tally implements Consumer<RecordedAttempt> {
  private final BitSet computed = new BitSet();
  private final Durations durations = new Durations();
  private final Failures failures;
  private final WorkTime time;
  private final Map<List<String>, ExecutorFigures> executors = new HashMap<>();
  private Optional<RecordedAttempt> largest = Optional.empty();
  private long retried;
  private double spentSeconds;

  Tally(int nInputs, WorkTime time) {
    this.failures = new Failures(nInputs);
    this.time = time;
  }

  @Override
  public void accept(RecordedAttempt attempt) {
    failures.add(attempt);
    if (attempt.status() == Status.COMPUTED) {
      computed.set(attempt.index());
    } else if (attempt.status() == Status.RETRIED) {
      retried++;
    } else {
      computed.clear(attempt.index());
    }
    spentSeconds += attempt.nanos() / 1e9;
    if (attempt.startedMicros() < 0) {
      return; // the line was lost, and the file alone is known
    }
    time.add(attempt.startedMicros(), attempt.startedMicros() + attempt.nanos() / 1000);
    if (attempt.status() == Status.COMPUTED) {
      durations.add(attempt);
    }
    if (!attempt.executor().isEmpty()) {
      executors
          .computeIfAbsent(
              List.of(attempt.host(), attempt.executor()),
              key -> new ExecutorFigures(key.get(0), key.get(1)))
          .add(attempt);
    }
    if (attempt.peakHeap() > largest.map(RecordedAttempt::peakHeap).orElse(0L)) {
      largest = Optional.of(attempt);
    }
  }

  /** Number of computations with results. */
  long computed() {
    return computed.cardinality();
  }

  /** Number of attempts that failed and were followed by another. */
  long retried() {
    return retried;
  }

  /** Sum of the durations of all calls. */
  double spentSeconds() {
    return spentSeconds;
  }

  Durations durations() {
    return durations;
  }

  Failures failures() {
    return failures;
  }

  /** The attempt during which most heap was in use, if that was measured. */
  Optional<RecordedAttempt> largest() {
    return largest;
  }

  /** Returns the executors in the order of their first calls. */
  List<ExecutorFigures> executors() {
    return executors.values().stream()
        .sorted(
            Comparator.comparingLong(ExecutorFigures::firstMicros)
                .thenComparing(ExecutorFigures::name))
        .toList();
  }
}
