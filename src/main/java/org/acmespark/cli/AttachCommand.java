package org.acmespark.cli;

import org.acmespark.display.ProgressDisplay;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.RunProgress;
import org.acmespark.reading.RunProgress.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acme attach}: shows the progress of a run that another process computes. */
@Command(
    name = "attach",
    description =
        "Shows the progress of a run until it ends, and then says how it ended. Ctrl-C ends the"
            + " command and leaves the run alone. Prints the path of the results container."
            + " Exit status: as of the run; 3 if it stopped before its end.",
    footer = {"  acme attach ACME_20261122-100302-976973"})
final class AttachCommand extends RunningCommand {
  private static final long EVERY_MILLIS = 250;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() throws InterruptedException {
    RunProgress run = run();
    RunProgress.Now now = run.look();
    if (now.state() == State.RUNNING) {
      Verbosity verbosity = quiet ? Verbosity.QUIET : Verbosity.NORMAL;
      try (var display = ProgressDisplay.of(verbosity, run.name(), now.nInputs())) {
        display.startsFrom(now.computed() + now.failed());
        while (now.state() == State.RUNNING) {
          Thread.sleep(EVERY_MILLIS);
          now = run.look();
          display.update(now.computed() + now.failed(), now.failed());
        }
      }
    }
    messages().println("acme: " + line(run, now));
    run.container().ifPresent(container -> results().println(container));
    return now.state() == State.STOPPED ? Acme.INFRASTRUCTURE : status(now.state());
  }
}
