package org.acmespark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.acmespark.hdf5.Shapes;
import org.acmespark.hdf5.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Reads what a run would read of its input files, and says nothing: {@code submit/acme} calls it
 * before a run, because a damaged file may end the JVM. Errors that can be said are the run's to
 * say.
 */
@Command(name = "rehearse-reading", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  /** A dataset of more is read in part. */
  private static final long WHOLE_BYTES = 64L << 20;

  private static final long SLICES_OF_LARGE_DATASETS = 100;

  @Parameters private List<String> arguments;

  @Override
  public Integer call() {
    for (String argument : arguments) {
      try {
        if (ArgumentGrammar.parse(argument).value() instanceof Arg.Slices<?> slices) {
          read(slices);
        }
      } catch (AcmeException | IllegalArgumentException e) {
        // The run meets it again, and says so.
      }
    }
    return Acme.OK;
  }

  private static void read(Arg.Slices<?> slices) {
    try (var reader = SliceReader.open(slices.file())) {
      long[] shape = reader.shape(slices.dataset());
      long length = shape[slices.axis()];
      boolean whole = Shapes.count(shape) * reader.type(slices.dataset()).bytes() <= WHOLE_BYTES;
      long step = whole ? 1 : Math.max(1, length / SLICES_OF_LARGE_DATASETS);
      for (long k = 0; k < length; k += step) {
        reader.slice(slices.dataset(), slices.axis(), k);
      }
    }
  }
}
