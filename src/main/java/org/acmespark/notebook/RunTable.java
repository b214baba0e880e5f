package org.acmespark.notebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.acmespark.Run;
import org.acmespark.display.ProgressHtml;
import org.acmespark.display.UserFrames;
import org.acmespark.model.ComputationFailure;
import org.acmespark.plan.InShort;

/** Formats a run as a small HTML table for notebooks. */
final class RunTable {
  private static final int FAILURES_SHOWN = 5;
  private static final int VALUES_SHOWN = 8;

  private RunTable() {}

  static String html(Run<?> run) {
    Map<String, String> rows = new LinkedHashMap<>();
    run.containerAddress().ifPresent(path -> rows.put("container", code(path)));
    if (run.containerAddress().isEmpty()) {
      run.directoryAddress().ifPresent(path -> rows.put("directory", code(path)));
    }
    run.directoryAddress()
        .ifPresent(path -> rows.put("files", String.valueOf(run.fileAddresses().size())));
    if (run.directoryAddress().isEmpty()) {
      rows.put("values", run.isStacked() ? ArrayPreview.html(run.stacked()) : values(run));
    }
    rows.put("computations", String.valueOf(run.nInputs()));
    rows.put("failures", failures(run));
    rows.put("time", seconds(run));
    if (run.directoryAddress().isPresent()) {
      rows.put("more", "<code>report()</code> shows times, executors and failures");
    }
    return rows.entrySet().stream()
        .map(
            row ->
                "<tr><th style=\"text-align:left\">%s</th><td style=\"text-align:left\">%s</td></tr>"
                    .formatted(row.getKey(), row.getValue()))
        .collect(Collectors.joining("", "<table>", "</table>"));
  }

  private static String values(Run<?> run) {
    List<?> all = run.values();
    String shown =
        all.stream()
            .limit(VALUES_SHOWN)
            .map(value -> value == null ? "none" : ProgressHtml.escaped(InShort.of(value)))
            .collect(Collectors.joining(", "));
    return shown + (all.size() > VALUES_SHOWN ? ", ..." : "");
  }

  private static String failures(Run<?> run) {
    List<ComputationFailure> all = run.failures();
    String shown =
        all.stream().limit(FAILURES_SHOWN).map(RunTable::failure).collect(Collectors.joining());
    return all.size() + shown + (all.size() > FAILURES_SHOWN ? "<br>..." : "");
  }

  private static String failure(ComputationFailure failure) {
    String frames =
        UserFrames.of(failure).stream()
            .map(frame -> "<br>&nbsp;&nbsp;" + ProgressHtml.escaped(frame))
            .collect(Collectors.joining());
    return "<br>%s %s: %s: %s%s"
        .formatted(
            failure.index(),
            ProgressHtml.escaped(failure.inputs()),
            ProgressHtml.escaped(UserFrames.shownClass(failure.error())),
            ProgressHtml.escaped(failure.message()),
            frames);
  }

  private static String seconds(Run<?> run) {
    return String.format(Locale.ROOT, "%.1f s", run.elapsed().toMillis() / 1000.0);
  }

  private static String code(String path) {
    return "<code>" + ProgressHtml.escaped(path) + "</code>";
  }
}
