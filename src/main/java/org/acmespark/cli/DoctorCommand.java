package org.acmespark.cli;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.Checkup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code acme doctor}: checks what works on this machine. */
@Command(
    name = "doctor",
    description = {
      "Says what works here, Java, Spark, native HDF5, the file system, SLURM, and what to do"
          + " about what does not. Exit status: 0, or 3 if something that every run needs is broken."
    },
    footer = {"  acme doctor", "  acme doctor /scratch/me"})
final class DoctorCommand extends AcmeCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where results shall lie (default: this directory).")
  private Path directory = Path.of("");

  @Override
  public Integer call() {
    List<Checkup.Finding> findings = Checkup.of(directory.toAbsolutePath().normalize());
    for (Checkup.Finding finding : findings) {
      String outcome =
          switch (finding.outcome()) {
            case OK -> "ok    ";
            case NOTE -> "note  ";
            case BROKEN -> "BROKEN";
          };
      results().printf("%s  %-12s %s%n", outcome, finding.what(), finding.found());
    }
    return findings.stream().anyMatch(f -> f.outcome() == Checkup.Outcome.BROKEN)
        ? Acme.INFRASTRUCTURE
        : Acme.OK;
  }
}
