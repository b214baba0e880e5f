package org.acmespark.cli;

import java.util.concurrent.Callable;
import org.acmespark.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code acme inspect}: shows what an HDF5 file holds. */
@Command(
    name = "inspect",
    description =
        "Shows what an HDF5 file holds: groups, datasets, shapes, types and sizes, through links.",
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  acme inspect ACME_20261122-100302-976973/f.h5",
      "  acme inspect ACME_20261122-100302-976973 --values",
      "  acme inspect sigdata.h5 --all"
    })
final class InspectCommand implements Callable<Integer>, Acme.Verbose {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "An HDF5 file, or a run directory: its results container.")
  private String path;

  @Option(names = "--values", description = "Print the values of small datasets.")
  private boolean values;

  @Option(names = "--all", description = "Show every group; else the first 20 of many.")
  private boolean all;

  @Option(names = "--verbose", description = "Show where an error happened.")
  private boolean verbose;

  @Override
  public boolean verbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    Inspection inspection = Inspection.at(path);
    if (values) {
      inspection = inspection.withValues();
    }
    if (all) {
      inspection = inspection.withAllMembers();
    }
    spec.commandLine().getOut().print(inspection.tree());
    return Acme.OK;
  }
}
