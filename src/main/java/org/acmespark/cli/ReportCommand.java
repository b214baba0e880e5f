package org.acmespark.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.report.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme report}: writes a page with pictures about a run. */
@Command(
    name = "report",
    description = {
      "Writes report.html into the run directory: what ran, when and where, durations, failures by"
          + " cause, results, and the command to repeat the run. The page needs no other file and"
          + " no network. The run may have ended or not.",
      "Prints the path of the report."
    },
    footer = {
      "  acme report ACME_20261122-100302-976973",
      "  acme report hdfs://namenode:8020/results/run --to run.html"
    })
final class ReportCommand extends ResultsCommand {
  @Parameters(paramLabel = "DIR", description = "A run directory, or a results container.")
  private String place;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Write the report into this file instead.")
  private Optional<Path> file;

  @Override
  public Integer call() {
    System.setProperty("java.awt.headless", "true"); // a display that cannot be reached ends AWT
    String written;
    if (file.isPresent()) {
      RunReport.write(place, file.get());
      written = file.get().toAbsolutePath().normalize().toString();
    } else {
      written = RunReport.write(place).address();
    }
    results().println(written);
    return Acme.OK;
  }
}
