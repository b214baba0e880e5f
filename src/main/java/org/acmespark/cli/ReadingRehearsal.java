package org.acmespark.cli;

import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.reading.Rehearsal;

/**
 * Reads what a run would read from its input files, and prints nothing. {@code submit/acme} starts
 * this program before a run, because a damaged file may end the JVM. The run itself reports all
 * other errors. Every run that reads files waits for this program, so it loads neither the other
 * commands nor a logger.
 */
final class ReadingRehearsal {
  private ReadingRehearsal() {}

  /** Reads the files and datasets that the arguments of a run name. */
  public static void main(String[] args) {
    for (String argument : args) {
      try {
        if (ArgumentGrammar.parse(argument).value() instanceof Arg<?> arg) {
          Rehearsal.read(arg);
        }
      } catch (AcmeException | IllegalArgumentException e) {
        // The run meets the same error and reports it.
      }
    }
  }
}
