package org.acmespark.cli;

import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.reading.Rehearsal;

/**
 * Reads what a run would read of its input files, and says nothing: {@code submit/acme} starts it
 * before a run, because a damaged file may end the JVM. Errors that can be said are the run's to
 * say. A program of its own, since every run that reads files waits for it: it loads neither the
 * other commands nor a logger.
 */
final class ReadingRehearsal {
  private ReadingRehearsal() {}

  /** Reads what the arguments of a run name. */
  public static void main(String[] args) {
    for (String argument : args) {
      try {
        if (ArgumentGrammar.parse(argument).value() instanceof Arg.Slices<?> slices) {
          Rehearsal.read(slices);
        }
      } catch (AcmeException | IllegalArgumentException e) {
        // The run meets it again, and says so.
      }
    }
  }
}
