package org.acmespark.export;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.acmespark.model.ComputationFailure;
import org.acmespark.reading.RecordedAttempt;
import org.acmespark.reading.StoredRun;

/** How each computation ended, according to the ledger. */
final class Outcomes {
  /** How a computation ended. */
  enum Status {
    COMPUTED,
    FAILED,
    /** Not computed yet, or its results are lost. */
    MISSING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Status[] statuses;
  private final double[] seconds;
  private final String[] hosts;
  private final Map<Integer, ComputationFailure> failures = new HashMap<>();

  private Outcomes(int nInputs) {
    statuses = new Status[nInputs];
    seconds = new double[nInputs];
    hosts = new String[nInputs];
    java.util.Arrays.fill(statuses, Status.MISSING);
    java.util.Arrays.fill(seconds, Double.NaN);
  }

  static Outcomes of(StoredRun run) {
    var outcomes = new Outcomes(Math.toIntExact(run.nInputs()));
    Map<String, String> names = new HashMap<>();
    run.forEachAttempt(attempt -> outcomes.take(attempt, names));
    for (int index = 0; index < outcomes.statuses.length; index++) {
      boolean present = run.isPresent(index);
      if (present != (outcomes.statuses[index] == Status.COMPUTED)) {
        // A container without its ledger, or a function without results.
        outcomes.statuses[index] =
            present
                ? Status.COMPUTED
                : outcomes.statuses[index] == Status.FAILED ? Status.FAILED : Status.MISSING;
      }
    }
    return outcomes;
  }

  private void take(RecordedAttempt attempt, Map<String, String> names) {
    int index = attempt.index();
    switch (attempt.status()) {
      case COMPUTED -> {
        statuses[index] = Status.COMPUTED;
        failures.remove(index);
      }
      case FAILED -> {
        statuses[index] = Status.FAILED;
        attempt.failure().ifPresent(failure -> failures.put(index, failure));
      }
      case RETRIED -> {}
    }
    seconds[index] = attempt.nanos() / 1e9;
    hosts[index] = names.computeIfAbsent(attempt.host(), host -> host);
  }

  Status status(int index) {
    return statuses[index];
  }

  boolean isComputed(int index) {
    return statuses[index] == Status.COMPUTED;
  }

  /** Seconds of the last attempt; empty if they are not known. */
  Optional<Double> seconds(int index) {
    return Optional.of(seconds[index]).filter(known -> !known.isNaN());
  }

  /** Where the last attempt ran; empty if that is not known. */
  String host(int index) {
    return hosts[index] == null ? "" : hosts[index];
  }

  /** Why a computation failed, as {@code Error: message}; empty if it did not. */
  String error(int index) {
    ComputationFailure failure = failures.get(index);
    return failure == null ? "" : failure.error() + ": " + failure.message();
  }

  /** The outcome of a computation. */
  Outcome of(int index) {
    return new Outcome(
        statuses[index].toString(),
        Double.isNaN(seconds[index]) ? OptionalDouble.empty() : OptionalDouble.of(seconds[index]),
        host(index),
        error(index));
  }

  long count(Status status) {
    return java.util.Arrays.stream(statuses).filter(status::equals).count();
  }

  /** The computations that have results. */
  IntStream computed() {
    return IntStream.range(0, statuses.length).filter(this::isComputed);
  }
}
