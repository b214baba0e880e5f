package org.acmespark.run;

import java.util.regex.Pattern;
import org.acmespark.model.ComputationFailure;

/** Recognizes failures whose cause was too little memory. */
final class LackOfMemory {
  /**
   * Ends of processes for lack of memory: SIGKILL, which the kernel and SLURM send, as an exit code
   * of an executor or as a signal; and the exit code with which Spark ends an executor itself.
   */
  private static final Pattern ENDS =
      Pattern.compile(
          "exit(ed with)? code:? ?(137|52)\\b|ended by signal 9\\b|OOM|[Oo]ut[ -][Oo]f[ -][Mm]emory|for lack of memory");

  private LackOfMemory() {}

  /**
   * Returns whether the cause was probably too little memory. Another process may also have sent
   * the signal; then the computation is repeated in vain.
   */
  static boolean isCauseOf(ComputationFailure failure) {
    return failure.error().equals(OutOfMemoryError.class.getName())
        || failure.error().endsWith("MemoryError") // Python's, or a kind of it
        || ENDS.matcher(failure.message()).find();
  }
}
