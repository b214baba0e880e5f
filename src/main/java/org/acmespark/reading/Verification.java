package org.acmespark.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * Whether all results of a run exist and can be read.
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
 * @param readable number of computations whose results could all be read
 * @param failures computations whose function failed, by index
 * @param problems what else is missing or wrong
 * @param checked how many files were compared with their checksums; empty if that was not asked for
 */
public record Verification(
    String run,
    long nInputs,
    long readable,
    List<ComputationFailure> failures,
    List<Problem> problems,
    Optional<Checked> checked) {

  /** Copies the given lists. */
  public Verification {
    failures = List.copyOf(failures);
    problems = List.copyOf(problems);
  }

  /** Whether every computation has its results, and nothing is wrong. */
  public boolean isComplete() {
    return failures.isEmpty() && problems.isEmpty();
  }

  /**
   * Files that were compared with their checksums.
   *
   * @param files number of files that have a checksum
   * @param bytes in these files
   * @param without number of files with results that have no checksum, because an earlier version
   *     has written them
   */
  public record Checked(long files, long bytes, long without) {}

  /**
   * Something that is missing or wrong.
   *
   * @param computations the affected computations; empty for the run as a whole
   * @param file the affected file; relative to the run directory if that is remote
   * @param what description
   */
  public record Problem(Optional<Range> computations, Path file, String what) {
    @Override
    public String toString() {
      return computations.map(range -> range + ": ").orElse("") + file + ": " + what;
    }
  }

  /**
   * A range of consecutive computations.
   *
   * @param first index from 0
   * @param last index of the last computation
   */
  public record Range(long first, long last) {
    @Override
    public String toString() {
      return first == last ? "computation " + first : "computations " + first + " to " + last;
    }
  }
}
