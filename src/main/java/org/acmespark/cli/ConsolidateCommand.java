package org.acmespark.cli;

import java.nio.file.Path;
import org.acmespark.Results;
import org.acmespark.model.Verbosity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme consolidate}: writes all results into one file that needs no other file. */
@Command(
    name = "consolidate",
    description =
        "Copies all that a results container shows into one HDF5 file: links and virtual datasets"
            + " become regular datasets.",
    footer = {"  acme consolidate ACME_20261122-100302-976973/f.h5 all.h5"})
final class ConsolidateCommand extends ResultsCommand {
  @Parameters(
      index = "0",
      paramLabel = "CONTAINER",
      description = "A results container, or its run directory.")
  private String container;

  @Parameters(index = "1", paramLabel = "OUT.h5", description = "A file that does not exist yet.")
  private Path out;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    try (Results results = Results.open(container)) {
      results.consolidate(out, quiet ? Verbosity.QUIET : Verbosity.NORMAL);
    }
    results().println(out.toAbsolutePath().normalize());
    return Acme.OK;
  }
}
