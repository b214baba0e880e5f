package org.acmespark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.acmespark.display.FailureCause;
import org.acmespark.display.UserFrames;
import org.acmespark.model.ComputationFailure;
import org.acmespark.reading.RecordedAttempt;
import org.acmespark.reading.ResultKind;
import org.acmespark.reading.StoredRun;

/** The tables and lists of a report, as HTML. */
final class Sections {
  private static final int EXECUTORS_SHOWN = 50;
  private static final int CAUSES_SHOWN = 20;
  private static final int KINDS_SHOWN = 6;
  private static final int DEATHS_SHOWN = 20;
  private static final int LINE = 400;
  private static final int TRACE = 6000;

  private final StoredRun run;
  private final Facts facts;
  private final Tally tally;
  private final ResultSummary results;

  Sections(StoredRun run, Facts facts, Tally tally, ResultSummary results) {
    this.run = run;
    this.facts = facts;
    this.tally = tally;
    this.results = results;
  }

  Optional<String> failures() {
    List<Failures.Cause> causes = tally.failures().causes();
    List<Timeline.Death> deaths = facts.deaths();
    if (causes.isEmpty() && deaths.isEmpty()) {
      return Optional.empty();
    }
    String html =
        causes.stream().limit(CAUSES_SHOWN).map(this::cause).collect(Collectors.joining("\n"));
    if (causes.size() > CAUSES_SHOWN) {
      html += note(Amounts.counted(causes.size() - CAUSES_SHOWN, "more cause"));
    }
    return Optional.of(deaths.isEmpty() ? html : html + deaths(deaths));
  }

  private String cause(Failures.Cause cause) {
    List<String> counts = new ArrayList<>();
    if (cause.failed() > 0) {
      counts.add(Amounts.counted(cause.failed(), "computation") + " failed");
    }
    if (cause.retried() > 0) {
      counts.add(Amounts.counted(cause.retried(), "attempt") + " failed and repeated");
    }
    Optional<ComputationFailure> first = cause.examples().stream().findFirst();
    String message = first.map(ComputationFailure::message).orElse("");
    String trace = first.map(ComputationFailure::stackTrace).orElse("");
    String frames =
        FailureCause.frames(trace).stream()
            .map(frame -> Html.code("at " + frame, LINE))
            .collect(Collectors.joining("<br>"));
    String rows =
        Html.table(
            List.of("#computation", "inputs", "message"),
            cause.examples().stream()
                .map(
                    failure ->
                        List.of(
                            Amounts.count(failure.index()),
                            Html.code(failure.inputs(), LINE),
                            Html.text(failure.message(), LINE)))
                .toList());
    String whole =
        trace.isEmpty()
            ? ""
            : "<details><summary>stack trace of computation %s</summary><pre>%s</pre></details>"
                .formatted(Amounts.count(first.get().index()), Html.text(trace, TRACE));
    return """
        <div class="cause%s"><h3>%s</h3><p>%s</p>%s%s%s%s</div>
        """
        .formatted(
            cause.failed() == 0 ? " again" : "",
            Html.text(UserFrames.shownClass(cause.error()), LINE),
            Html.text(String.join("; ", counts)),
            message.isEmpty() ? "" : "<p>" + Html.text(message, LINE) + "</p>",
            frames.isEmpty() ? "" : "<p>" + frames + "</p>",
            rows,
            whole);
  }

  private static String deaths(List<Timeline.Death> deaths) {
    String table =
        Html.table(
            List.of("executor", "host", "died", "what Spark says"),
            deaths.stream()
                .limit(DEATHS_SHOWN)
                .map(
                    death ->
                        List.of(
                            Html.text(death.executor(), LINE),
                            Html.text(death.host(), LINE),
                            Html.text(Amounts.time(death.when())),
                            Html.text(death.why(), LINE)))
                .toList());
    return "<h3>Executors that died</h3>" + table + more(deaths.size(), DEATHS_SHOWN, "executor");
  }

  private static String more(int size, int shown, String noun) {
    return size <= shown ? "" : note(Amounts.counted(size - shown, "more " + noun));
  }

  private static String note(String text) {
    return "<p class=note>" + Html.text(text) + "</p>";
  }

  String durations() {
    Durations durations = tally.durations();
    String figures =
        Html.table(
            List.of("#shortest", "#median", "#mean", "#90 %", "#99 %", "#longest"),
            List.of(
                List.of(
                    Amounts.seconds(durations.leastSeconds()),
                    Amounts.seconds(durations.quantileSeconds(0.5)),
                    Amounts.seconds(durations.meanSeconds()),
                    Amounts.seconds(durations.quantileSeconds(0.9)),
                    Amounts.seconds(durations.quantileSeconds(0.99)),
                    Amounts.seconds(durations.mostSeconds()))));
    String slowest =
        Html.table(
            List.of("#computation", "#duration", "attempt", "executor"),
            durations.slowest().stream()
                .map(
                    call ->
                        List.of(
                            Amounts.count(call.index()),
                            Amounts.seconds(call.nanos() / 1e9),
                            Html.text(call.number()),
                            Html.text(executor(call))))
                .toList());
    return figures + "<h3>Slowest</h3>" + slowest;
  }

  private static String executor(RecordedAttempt call) {
    return new ExecutorFigures(call.host(), call.executor()).name();
  }

  Optional<String> executors() {
    List<ExecutorFigures> executors = tally.executors();
    if (executors.isEmpty()) {
      return Optional.empty();
    }
    boolean memory = tally.largest().isPresent();
    List<String> heads =
        new ArrayList<>(List.of("executor", "#computed", "#failed attempts", "#time in calls"));
    if (memory) {
      heads.add("#most heap in use");
    }
    List<List<String>> rows = new ArrayList<>();
    for (ExecutorFigures executor :
        executors.subList(0, Math.min(executors.size(), EXECUTORS_SHOWN))) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  Html.text(executor.name(), LINE),
                  Amounts.count(executor.computed()),
                  Amounts.count(executor.failedAttempts()),
                  Amounts.seconds(executor.busySeconds())));
      if (memory) {
        row.add(executor.peakHeap() == 0 ? "" : Amounts.bytes(executor.peakHeap()));
      }
      rows.add(row);
    }
    String table = Html.table(heads, rows) + more(executors.size(), EXECUTORS_SHOWN, "executor");
    return Optional.of(table + tally.largest().map(Sections::memory).orElse(""));
  }

  private static String memory(RecordedAttempt most) {
    return note(
        "Heap in use is measured ten times a second, with garbage and with the objects of other"
            + " calls in the same process. It was largest during computation %s: %s."
                .formatted(Amounts.count(most.index()), Amounts.bytes(most.peakHeap())));
  }

  String results() {
    List<String[]> pairs = new ArrayList<>();
    pairs.add(
        pair("directory", Html.code(facts.text("directory").orElse(run.directory().toString()))));
    run.containerAddress().ifPresent(file -> pairs.add(pair("container", Html.code(file))));
    results.stacked().ifPresent(text -> pairs.add(pair("result_0, stacked", Html.text(text))));
    for (int position = 0; position < results.kinds().size(); position++) {
      if (position > 0 || results.stacked().isEmpty()) {
        pairs.add(pair("return value " + position, kinds(results.kinds().get(position))));
      }
    }
    facts.text("format").ifPresent(format -> pairs.add(pair("format", Html.text(format))));
    facts.text("compression").ifPresent(how -> pairs.add(pair("compression", Html.text(how))));
    String size = Amounts.counted(results.files(), "file") + ", " + Amounts.bytes(results.bytes());
    pairs.add(pair("on disk", Html.text(size)));
    results.problem().ifPresent(why -> pairs.add(pair("problem", Html.text(why, LINE))));
    String looked =
        results.looked() < tally.computed() && results.looked() > 0
            ? note(
                "Types and shapes are those of %s results, spread over all."
                    .formatted(Amounts.count(results.looked())))
            : "";
    return Html.pairs(pairs) + looked;
  }

  private static String[] pair(String term, String html) {
    return new String[] {Html.text(term), html};
  }

  private static String kinds(Map<ResultKind, Integer> kinds) {
    String shown =
        kinds.entrySet().stream()
            .sorted(Map.Entry.<ResultKind, Integer>comparingByValue().reversed())
            .limit(KINDS_SHOWN)
            .map(
                kind ->
                    Html.code(kind.getKey())
                        + (kinds.size() == 1 ? "" : " &times; " + Amounts.count(kind.getValue())))
            .collect(Collectors.joining(", "));
    return kinds.size() <= KINDS_SHOWN
        ? shown
        : shown + " and " + Amounts.counted(kinds.size() - KINDS_SHOWN, "other kind");
  }

  String inputs() {
    List<String[]> pairs = new ArrayList<>();
    pairs.add(
        pair(
            "function",
            Html.code(facts.text("function").map(UserFrames::shownClass).orElse("unknown"), LINE)));
    int number = 0;
    for (Map<String, String> argument : facts.objects("arguments")) {
      String value = argument.getOrDefault("value", "");
      pairs.add(
          pair(
              "argument " + number++,
              Html.text(argument.getOrDefault("kind", ""))
                  + (value.isEmpty() ? "" : ": " + Html.code(value, LINE))));
    }
    for (String option :
        List.of(
            "seed",
            "retries",
            "timeout",
            "onFailure",
            "resultShape",
            "resultType",
            "payload",
            "singleFile",
            "rangeSize")) {
      facts.text(option).ifPresent(value -> pairs.add(pair(option, Html.text(value, LINE))));
    }
    return Html.pairs(pairs);
  }

  String repeat() {
    List<String[]> pairs = new ArrayList<>();
    facts.object("versions").forEach((name, version) -> pairs.add(pair(name, Html.text(version))));
    facts.object("cluster").forEach((name, value) -> pairs.add(pair(name, Html.text(value, LINE))));
    facts.jars().forEach(jar -> pairs.add(pair("jar", Html.code(jar, LINE))));
    facts.text("functionSha256").ifPresent(d -> pairs.add(pair("code (SHA-256)", Html.code(d))));
    String command =
        facts
            .command()
            .map(
                line ->
                    "<pre>%s</pre>%s"
                        .formatted(
                            Html.text(line),
                            note(
                                "The seed gives the same random numbers. Name another directory"
                                    + " if the command has --output-dir.")))
            .orElseGet(
                () ->
                    note(
                        "A program began the run; seed and digests tell whether another run is the"
                            + " same."));
    return command + Html.pairs(pairs);
  }
}
