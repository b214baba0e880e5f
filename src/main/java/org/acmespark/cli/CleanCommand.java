package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.acmespark.model.HomeDirectory;
import org.acmespark.run.OldRuns;
import org.acmespark.run.RecordedCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme clean}: removes the directories of old runs. */
@Command(
    name = "clean",
    description = {
      "Lists the run directories ACME_<time> in DIR that have not changed for long, and removes"
          + " them when told to.",
      "Nothing else is touched: no directory with a name of your choice, none without a run's"
          + " marker inside, none with a file that no run has made, none whose run is going on.",
      "Prints the paths of the directories removed."
    },
    sortOptions = false,
    footer = {"  acme clean --older-than 7d", "  acme clean /scratch/me --older-than 30d --yes"})
final class CleanCommand extends AcmeCommand {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where runs lie (default: this directory).")
  private String place = "";

  @Option(
      names = "--older-than",
      required = true,
      paramLabel = "SPAN",
      converter = Age.class,
      description = "Unchanged for at least that long: 7d, 12h, 30min.")
  private Duration olderThan;

  @Option(names = "--yes", description = "Remove without asking, as scripts must.")
  private boolean yes;

  @Override
  public Integer call() {
    PrintWriter messages = messages();
    if (RecordedCommand.isAddress(place)) {
      throw new IllegalArgumentException(
          "clean is for directories with a path; remove runs in %s with the file system's own command"
              .formatted(place));
    }
    Path absolute = Path.of(HomeDirectory.expand(place)).toAbsolutePath().normalize();
    List<OldRuns.Found> found = OldRuns.in(absolute, olderThan);
    found.forEach(run -> messages.println(line(run)));
    List<OldRuns.Found> removable =
        found.stream().filter(run -> run.keptBecause().isEmpty()).toList();
    if (removable.isEmpty()) {
      messages.println("nothing to remove in " + absolute);
      return Acme.OK;
    }
    if (!yes && !agreed(removable, messages)) {
      messages.println("nothing is removed");
      return Acme.OK;
    }
    for (OldRuns.Found run : removable) {
      OldRuns.remove(run);
      results().println(run.directory());
    }
    return Acme.OK;
  }

  private static boolean agreed(List<OldRuns.Found> removable, PrintWriter messages) {
    if (!Question.isPossible()) {
      throw new IllegalArgumentException("nobody can be asked here; give --yes to remove them");
    }
    return Question.isAgreed("Remove these %s directories?".formatted(removable.size()), messages);
  }

  private static String line(OldRuns.Found run) {
    return "%s  %s  %s%s"
        .formatted(
            DAY.format(run.changed()),
            size(run.bytes()),
            run.directory().getFileName(),
            run.keptBecause().map(why -> "  kept: " + why).orElse(""));
  }

  private static String size(long bytes) {
    String[] units = {"B ", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%5.0f %s" : "%5.1f %s", value, units[unit]);
  }
}
