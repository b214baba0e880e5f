package org.acmespark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.reading.Rehearsal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Reads what a run would read of its input files, and says nothing: {@code submit/acme} calls it
 * before a run, because a damaged file may end the JVM. Errors that can be said are the run's to
 * say.
 */
@Command(name = "rehearse-reading", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  @Parameters private List<String> arguments;

  @Override
  public Integer call() {
    for (String argument : arguments) {
      try {
        if (ArgumentGrammar.parse(argument).value() instanceof Arg.Slices<?> slices) {
          Rehearsal.read(slices);
        }
      } catch (AcmeException | IllegalArgumentException e) {
        // The run meets it again, and says so.
      }
    }
    return Acme.OK;
  }
}
