package org.acmespark.run;

import java.time.Duration;
import org.acmespark.model.Notice;
import org.acmespark.model.Verbosity;
import org.acmespark.report.RunReport;
import org.acmespark.store.ResultFiles;

/** Writes the report at the end of a run: if it is asked for, or if the run took long. */
final class EndReport {
  private static final Duration WRITTEN_FROM = Duration.ofMinutes(1);

  private EndReport() {}

  /** Writes the report if it is wanted. A failure is a message, because the results are there. */
  static void write(EffectiveOptions options, ResultFiles results, Duration elapsed) {
    if (!options.find(RunOption.REPORT).orElse(elapsed.compareTo(WRITTEN_FROM) > 0)) {
      return;
    }
    String message;
    try {
      message = "report: " + RunReport.write(results.address(results.directoryPath())).address();
    } catch (RuntimeException | LinkageError e) {
      message = "no report could be written: " + e.getMessage();
    }
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      Notice.say(message);
    }
  }
}
