package org.acmespark.cli;

import org.acmespark.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme inspect}: shows what an HDF5, netCDF or {@code .npy} file holds. */
@Command(
    name = "inspect",
    description =
        "Shows what an HDF5, netCDF or .npy file holds: groups, datasets, shapes, types, sizes, units,"
            + " chunks, filters and attributes, through links.",
    footer = {
      "  acme inspect ACME_20261122-100302-976973/f.h5",
      "  acme inspect ACME_20261122-100302-976973 --values",
      "  acme inspect sigdata.h5 --all --stats",
      "  acme inspect air.nc"
    })
final class InspectCommand extends ResultsCommand {
  @Parameters(
      paramLabel = "PATH",
      description = "An HDF5, netCDF or .npy file, or a run directory: its results container.")
  private String path;

  @Option(names = "--values", description = "Print the values of small datasets.")
  private boolean values;

  @Option(
      names = "--stats",
      description =
          "Print minimum, maximum, mean and number of NaN of each dataset of numbers, as stored."
              + " Reads all values, in little memory.")
  private boolean stats;

  @Option(names = "--all", description = "Show every group; else the first 20 of many.")
  private boolean all;

  @Override
  public Integer call() {
    Inspection inspection = Inspection.at(path);
    if (values) {
      inspection = inspection.withValues();
    }
    if (stats) {
      inspection = inspection.withStats();
    }
    if (all) {
      inspection = inspection.withAllMembers();
    }
    results().print(inspection.tree());
    return Acme.OK;
  }
}
