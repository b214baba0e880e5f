package org.acmespark.cli;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.acmespark.model.AcmeException;
import org.acmespark.model.RunHolder;
import org.acmespark.reading.RunProgress;
import org.acmespark.reading.RunProgress.State;
import picocli.CommandLine.Command;

/** {@code acme stop}: ends a run that another process computes. */
@Command(
    name = "stop",
    description =
        "Ends the process that computes the run, as Ctrl-C there would: what is committed is kept,"
            + " and `acme resume` computes the rest. Does nothing if no process computes it."
            + " Exit status: 0 if no process computes the run any more, 3 if one still does.",
    footer = {"  acme stop ACME_20261122-100302-976973"})
final class StopCommand extends RunningCommand {
  private static final long SECONDS = 60;
  private static final long EVERY_MILLIS = 100;

  @Override
  public Integer call() throws InterruptedException {
    RunProgress run = run();
    RunProgress.Now now = run.look();
    if (now.state() == State.RUNNING) {
      RunHolder holder =
          now.holder()
              .orElseThrow(
                  () ->
                      new AcmeException(
                          run.directory() + " is in use, but its lock does not say by whom"));
      process(holder, run).destroy(); // SIGTERM
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (now.state() == State.RUNNING && System.nanoTime() < deadline) {
        Thread.sleep(EVERY_MILLIS);
        now = run.look();
      }
      if (now.state() == State.RUNNING) {
        throw new AcmeException(
            "%s has not ended within %s s; `kill -9 %s` loses what is not committed"
                .formatted(holder, SECONDS, holder.process()));
      }
    }
    results().println(line(run, now));
    return Acme.OK;
  }

  private static ProcessHandle process(RunHolder holder, RunProgress run) {
    if (!holder.isHere()) {
      throw new AcmeException(
          "%s computes the run: use `acme stop %s` there, or end its job"
              .formatted(holder, run.directory()));
    }
    Optional<ProcessHandle> process = ProcessHandle.of(holder.process());
    Optional<String> user = process.flatMap(handle -> handle.info().user());
    Optional<String> us = ProcessHandle.current().info().user();
    if (process.isEmpty() || !user.equals(us)) {
      throw new AcmeException(
          "%s computes the run, but %s"
              .formatted(
                  holder,
                  user.map("it belongs to %s"::formatted)
                      .orElse("this process cannot see it, as in another container")));
    }
    return process.get();
  }
}
