package org.acmespark.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * Whether a run's results are all there and can be read.
 *
 * <pre>{@code
 * Verification verification = results.verify();
 * if (!verification.isComplete()) {
 *   verification.problems().forEach(System.err::println);
 * }
 * }</pre>
 *
 * @param run path or address of the results container, or of the run directory if there is none
 * @param nInputs number of computations
 * @param readable how many computations have results that could be read as a whole
 * @param failures computations whose function failed, by index
 * @param problems what else is missing or wrong
 */
public record Verification(
    String run,
    long nInputs,
    long readable,
    List<ComputationFailure> failures,
    List<Problem> problems) {

  /** Copies the lists. */
  public Verification {
    failures = List.copyOf(failures);
    problems = List.copyOf(problems);
  }

  /** Whether every computation has its results, and nothing is wrong. */
  public boolean isComplete() {
    return failures.isEmpty() && problems.isEmpty();
  }

  /**
   * Something that is missing or wrong.
   *
   * @param computations those concerned; empty if it is the run as a whole
   * @param file the file concerned; relative to the run directory if that is not on this machine
   * @param what in words
   */
  public record Problem(Optional<Range> computations, Path file, String what) {
    @Override
    public String toString() {
      return computations.map(range -> range + ": ").orElse("") + file + ": " + what;
    }
  }

  /**
   * Computations that follow each other.
   *
   * @param first index from 0
   * @param last index of the last one
   */
  public record Range(long first, long last) {
    @Override
    public String toString() {
      return first == last ? "computation " + first : "computations " + first + " to " + last;
    }
  }
}
