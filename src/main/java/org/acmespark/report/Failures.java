package org.acmespark.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.display.FailureCause;
import org.acmespark.model.ComputationFailure;
import org.acmespark.reading.RecordedAttempt;

/**
 * Failed computations by cause, and failed attempts that others followed. Keeps a number per
 * computation and a few examples per cause.
 */
final class Failures {
  private static final int MOST_CAUSES = 100;
  private static final int EXAMPLES = 5;
  private static final int TRACES_KEPT = 1000;

  private final List<Cause> causes = new ArrayList<>();
  private final Map<FailureCause, Integer> numbers = new HashMap<>();
  private final Map<String, FailureCause> byTrace = new LinkedHashMap<>();

  /** For each computation, the number of its cause plus one; 0 if it has not failed. */
  private final short[] causeOf;

  /** One cause. */
  static final class Cause {
    private final FailureCause cause;
    private final List<ComputationFailure> examples = new ArrayList<>();
    private long failed;
    private long retried;

    private Cause(FailureCause cause) {
      this.cause = cause;
    }

    String error() {
      return cause.error();
    }

    /** Number of computations that have failed. */
    long failed() {
      return failed;
    }

    /** Number of attempts that failed and were followed by another. */
    long retried() {
      return retried;
    }

    /** Returns some of the failures, in the order of the computations. */
    List<ComputationFailure> examples() {
      return examples.stream().sorted(Comparator.comparingLong(ComputationFailure::index)).toList();
    }
  }

  Failures(int nInputs) {
    causeOf = new short[nInputs];
  }

  void add(RecordedAttempt attempt) {
    int index = attempt.index();
    int before = causeOf[index] - 1;
    boolean wasFailed = before >= 0;
    if (attempt.failure().isEmpty()) {
      if (wasFailed) {
        causes.get(before).failed--;
        causes.get(before).examples.removeIf(example -> example.index() == index);
        causeOf[index] = 0;
      }
      return;
    }
    ComputationFailure failure = attempt.failure().get();
    int number = number(failure);
    Cause cause = causes.get(number);
    if (attempt.status() == RecordedAttempt.Status.RETRIED) {
      cause.retried++;
    } else {
      if (wasFailed) {
        causes.get(before).failed--;
        causes.get(before).examples.removeIf(example -> example.index() == index);
      }
      cause.failed++;
      causeOf[index] = (short) (number + 1);
    }
    boolean known = cause.examples.stream().anyMatch(example -> example.index() == index);
    if (cause.examples.size() < EXAMPLES && !known) {
      cause.examples.add(failure);
    }
  }

  private int number(ComputationFailure failure) {
    FailureCause cause = cause(failure);
    Integer known = numbers.get(cause);
    if (known == null && causes.size() >= MOST_CAUSES) {
      cause = new FailureCause("other causes", "");
      known = numbers.get(cause);
    }
    if (known == null) {
      known = causes.size();
      causes.add(new Cause(cause));
      numbers.put(cause, known);
    }
    return known;
  }

  /** Many failures share few stack traces. */
  private FailureCause cause(ComputationFailure failure) {
    String trace = failure.stackTrace();
    FailureCause known = byTrace.get(trace);
    if (known == null) {
      known = FailureCause.of(failure);
      if (byTrace.size() < TRACES_KEPT && !trace.isEmpty()) {
        byTrace.put(trace, known);
      }
    }
    return known;
  }

  /** Returns the causes, those with most failed computations first. */
  List<Cause> causes() {
    return causes.stream()
        .filter(cause -> cause.failed > 0 || cause.retried > 0)
        .sorted(
            Comparator.comparingLong(Cause::failed).thenComparingLong(Cause::retried).reversed())
        .toList();
  }

  /** Number of computations that have failed. */
  long failed() {
    return causes.stream().mapToLong(Cause::failed).sum();
  }
}
