package org.acmespark.cli;

import java.nio.file.Path;
import org.acmespark.Results;
import org.acmespark.export.Export;
import org.acmespark.export.Exported;
import org.acmespark.model.Verbosity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme export}: writes the results of a run into one file for other programs. */
@Command(
    name = "export",
    description = {
      "Writes the results of a run into one file for other programs; its name says the format.",
      "OUT.csv: a row per computation, with index, status, seconds, host, error and a column per"
          + " return value, which must be scalars.",
      "OUT.parquet: the same rows for pandas, Polars, DuckDB or Spark; arrays are lists in result_0"
          + " with their shape in result_0_shape, complex numbers result_0_real and result_0_imag.",
      "OUT.npy: one array, with results of one shape stacked along the first dimension; NaN where"
          + " there is no result.",
      "OUT.nc: a netCDF-4 file with a variable per return value, each of one shape, stacked along"
          + " the dimension computation, and seconds, status, host and error."
    },
    footer = {
      "  acme export ACME_20261122-100302-976973 --to results.csv",
      "  acme export ACME_20261122-100302-976973 --to results.parquet",
      "  acme export ACME_20261122-100302-976973/f.h5 --to results.npy --overwrite"
    })
final class ExportCommand extends ResultsCommand {
  @Parameters(paramLabel = "PATH", description = "A run directory, or a results container.")
  private String path;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "OUT",
      description = "The file to write, OUT.csv, OUT.parquet, OUT.npy or OUT.nc.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace a file that has this name.")
  private boolean overwrite;

  @Option(names = "--quiet", description = "Show neither progress nor the number of computations.")
  private boolean quiet;

  @Override
  public Integer call() {
    Exported exported;
    try (Results results = Results.open(path)) {
      exported =
          results.export(
              out,
              overwrite ? Export.Existing.REPLACE : Export.Existing.REFUSE,
              quiet ? Verbosity.QUIET : Verbosity.NORMAL);
    }
    results().println(exported.file());
    if (!quiet) {
      messages().println("acme: exported " + exported);
    }
    return Acme.OK;
  }
}
