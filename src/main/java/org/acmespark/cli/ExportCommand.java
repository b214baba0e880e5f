package org.acmespark.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.Results;
import org.acmespark.export.Export;
import org.acmespark.export.Exported;
import org.acmespark.export.Labels;
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
      "  acme export ACME_20261122-100302-976973/f.h5 --to results.npy --overwrite",
      "  acme export my-run --to out.nc --dims channel,time --units uV"
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

  @Option(
      names = "--names",
      paramLabel = "NAMES",
      description =
          "Names of the return values in OUT.nc, as power,phase (default: result_0,result_1,...).")
  private Optional<String> names = Optional.empty();

  @Option(
      names = "--dims",
      paramLabel = "NAMES",
      description =
          "Names of the dimensions of one result in OUT.nc, as channel,time; phase=channel for one"
              + " return value of several. May be given several times.")
  private List<String> dims = List.of();

  @Option(
      names = "--units",
      paramLabel = "UNIT",
      description =
          "The unit of the return value in OUT.nc, as uV; power=uV for one of several, time=s for a"
              + " coordinate. May be given several times.")
  private List<String> units = List.of();

  @Option(
      names = "--coord",
      paramLabel = "DIM=VALUES",
      description =
          "Values along a dimension in OUT.nc: a VALUE as for acme run, as time=@in.h5:/time or"
              + " computation=linspace(0,0.5,3). May be given several times.")
  private List<String> coordinates = List.of();

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
              quiet ? Verbosity.QUIET : Verbosity.NORMAL,
              labels());
    }
    results().println(exported.file());
    if (!quiet) {
      messages().println("acme: exported " + exported);
    }
    return Acme.OK;
  }

  private Labels labels() {
    Labels labels = names.map(all -> Labels.NONE.variables(all.split(",", -1))).orElse(Labels.NONE);
    for (String text : dims) {
      int equals = text.indexOf('=');
      String[] given = text.substring(equals + 1).split(",", -1);
      labels =
          equals < 0
              ? labels.dimensions(given)
              : labels.dimensionsOf(text.substring(0, equals), given);
    }
    for (String text : units) {
      int equals = text.indexOf('=');
      String unit = text.substring(equals + 1);
      labels = equals < 0 ? labels.units(unit) : labels.units(text.substring(0, equals), unit);
    }
    for (String text : coordinates) {
      ArgumentGrammar.Argument argument = ArgumentGrammar.parse(text);
      labels =
          labels.coordinate(
              argument
                  .name()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "--coord %s: expected DIM=VALUES, as time=range(1000)"
                                  .formatted(text))),
              argument.value());
    }
    return labels;
  }
}
