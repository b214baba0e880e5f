package org.acmespark.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.acmespark.model.ShellWord;
import org.acmespark.reading.RunProgress;
import org.acmespark.reading.RunProgress.State;
import picocli.CommandLine.Parameters;

/** What the commands about a run that another process computes have in common. */
abstract class RunningCommand extends ResultsCommand {
  @Parameters(paramLabel = "DIR", description = "A run directory on a file system of this machine.")
  private String place;

  final RunProgress run() {
    return RunProgress.of(place);
  }

  /** Says in one line how far a run is. */
  static String line(RunProgress run, RunProgress.Now now) {
    String counts =
        "%s of %s computed%s"
            .formatted(
                now.computed(),
                now.nInputs(),
                now.failed() > 0 ? ", %s failed".formatted(now.failed()) : "");
    String resume = "`acme resume " + ShellWord.quoted(run.directory().toString());
    return switch (now.state()) {
      case RUNNING ->
          "%s: running%s: %s%s"
              .formatted(
                  run.name(),
                  now.holder()
                      .map(holder -> " in %s since %s".formatted(holder, holder.since()))
                      .orElse(""),
                  counts,
                  now.last().map(last -> ", the last result " + ago(last)).orElse(""));
      case COMPLETE -> "%s: complete: %s".formatted(run.name(), counts);
      case FAILED ->
          "%s: ended with failures: %s; %s --retry-failed` tries them again"
              .formatted(run.name(), counts, resume);
      case STOPPED ->
          "%s: stopped before its end: %s; %s` computes the rest"
              .formatted(run.name(), counts, resume);
    };
  }

  private static String ago(Instant then) {
    return String.format(
        Locale.ROOT, "%d s ago", Math.max(0, Duration.between(then, Instant.now()).toSeconds()));
  }

  /** 0 while a run goes on and once it is complete, otherwise 1. */
  static int status(State state) {
    return state == State.RUNNING || state == State.COMPLETE ? Acme.OK : Acme.SOME_FAILED;
  }
}
