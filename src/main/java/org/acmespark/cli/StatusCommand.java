package org.acmespark.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.acmespark.model.RunHolder;
import org.acmespark.reading.RunProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acme status}: says how far a run is, without touching it. */
@Command(
    name = "status",
    description =
        "Says whether a process computes the run, and how far it is. Reads the ledger, no results."
            + " Exit status: 0 if the run goes on or is complete, 1 if computations failed or the"
            + " run stopped before its end, 2 if DIR is no run directory.",
    footer = {
      "  acme status ACME_20261122-100302-976973",
      "  acme status ACME_20261122-100302-976973 --json"
    })
final class StatusCommand extends RunningCommand {
  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    RunProgress run = run();
    RunProgress.Now now = run.look();
    if (json) {
      JsonOutput.print(describe(run, now), results());
    } else {
      results().println(line(run, now));
    }
    return status(now.state());
  }

  private static Map<String, Object> describe(RunProgress run, RunProgress.Now now) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("run", run.directory().toString());
    description.put("state", now.state().name().toLowerCase(Locale.ROOT));
    description.put("nInputs", now.nInputs());
    description.put("computed", now.computed());
    description.put("failed", now.failed());
    description.put("process", now.holder().map(RunHolder::process));
    description.put("host", now.holder().map(RunHolder::host));
    description.put("since", now.holder().map(holder -> holder.since().toString()));
    description.put("lastResult", now.last().map(Object::toString));
    return description;
  }
}
