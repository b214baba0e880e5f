package org.acmespark.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.display.UserFrames;
import org.acmespark.reading.StoredRun;

/** Makes the page of a report from what was found. */
final class Page {
  /** A page that loads nothing, whatever it contains. */
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <title>%s</title>
      <style>
      %s</style>
      </head>
      <body>
      """;

  private static final String SECTION =
      """
      <section id="%s">
      <h2>%s</h2>
      %s
      </section>
      """;

  private static final String LEGEND =
      """
      <div class=legend><span><i class=w></i>%s</span><span><i class=t></i>waiting</span>%s%s%s%s</div>
      """;

  private final StoredRun run;
  private final Facts facts;
  private final Tally tally;
  private final WorkTime time;
  private final Optional<Histogram> histogram;
  private final Optional<Timeline> timeline;
  private final ResultSummary results;
  private final List<String> undrawn = new ArrayList<>();

  Page(
      StoredRun run,
      Facts facts,
      Tally tally,
      WorkTime time,
      Optional<Histogram> histogram,
      Optional<Timeline> timeline,
      ResultSummary results) {
    this.run = run;
    this.facts = facts;
    this.tally = tally;
    this.time = time;
    this.histogram = histogram;
    this.timeline = timeline;
    this.results = results;
  }

  String html() {
    var page = new StringBuilder(1 << 17);
    var sections = new Sections(run, facts, tally, results);
    page.append(HEAD.formatted(Html.text(run.name() + ": " + outcome()), style()));
    page.append(header());
    page.append(tiles());
    sections
        .failures()
        .ifPresent(html -> page.append(SECTION.formatted("failures", "Failures", html)));
    timeline.ifPresent(t -> page.append(SECTION.formatted("timeline", "Timeline", timeline(t))));
    histogram.ifPresent(
        h -> page.append(SECTION.formatted("durations", "Durations", durations(h, sections))));
    sections
        .executors()
        .ifPresent(html -> page.append(SECTION.formatted("executors", "Executors", html)));
    page.append(SECTION.formatted("results", "Results", sections.results()));
    page.append(SECTION.formatted("inputs", "Function and inputs", sections.inputs()));
    page.append(SECTION.formatted("repeat", "To repeat it", sections.repeat()));
    page.append(footer());
    return page.append("</body>\n</html>\n").toString();
  }

  private String outcome() {
    long failed = tally.failures().failed();
    String outcome = facts.text("outcome").orElse("without a manifest");
    return switch (outcome) {
      case "complete" -> "complete";
      case "failed" -> Amounts.count(failed) + " of " + Amounts.count(run.nInputs()) + " failed";
      case "incomplete" -> "incomplete";
      case "running" -> "running, or ended without a word";
      default -> "ended early";
    };
  }

  private String header() {
    String outcome = facts.text("outcome").orElse("");
    String kind =
        switch (outcome) {
          case "complete" -> "good";
          case "incomplete", "running" -> "open";
          default -> "bad";
        };
    boolean isMessage =
        !List.of("complete", "failed", "incomplete", "running", "").contains(outcome);
    String when =
        facts
            .time("started")
            .map(start -> "began " + Amounts.time(start))
            .orElse("the begin is not recorded");
    return """
        <header>
        <h1>%s <span class="badge %s">%s</span></h1>
        <p>%s &middot; %s</p>%s
        </header>
        """
        .formatted(
            Html.text(run.name(), 200),
            kind,
            Html.text(outcome()),
            Html.code(
                facts.text("function").map(UserFrames::shownClass).orElse("function unknown"), 300),
            Html.text(when),
            isMessage ? "<p class=bad>" + Html.text(outcome, 1000) + "</p>" : "");
  }

  private String tiles() {
    List<String[]> tiles = new ArrayList<>();
    long failed = tally.failures().failed();
    tiles.add(
        tile(Amounts.count(run.nInputs()), run.nInputs() == 1 ? "computation" : "computations"));
    tiles.add(tile(Amounts.count(tally.computed()), "computed"));
    if (failed > 0) {
      tiles.add(tile(Amounts.count(failed), "failed"));
    }
    if (tally.retried() > 0) {
      tiles.add(tile(Amounts.count(tally.retried()), "failed attempts, repeated"));
    }
    int deaths = facts.deaths().size();
    if (deaths > 0) {
      tiles.add(tile(Amounts.count(deaths), deaths == 1 ? "executor died" : "executors died"));
    }
    if (!time.isEmpty()) {
      tiles.add(tile(Amounts.seconds(time.seconds()), "from begin to end"));
      tiles.add(tile(Amounts.seconds(tally.spentSeconds()), "in all calls together"));
      String atOnce =
          String.format(java.util.Locale.ROOT, "%.2f", tally.spentSeconds() / time.seconds());
      tiles.add(tile(atOnce, "calls at a time, on average"));
    }
    tally
        .largest()
        .ifPresent(most -> tiles.add(tile(Amounts.bytes(most.peakHeap()), "most heap in use")));
    StringBuilder html = new StringBuilder("<div class=tiles>\n");
    for (String[] tile : tiles) {
      html.append("<div class=tile><b>%s</b><span>%s</span></div>\n".formatted(tile[0], tile[1]));
    }
    return html.append("</div>\n").toString();
  }

  private static String[] tile(String value, String name) {
    return new String[] {Html.text(value), Html.text(name)};
  }

  private String timeline(Timeline timeline) {
    boolean retried = timeline.lanes().stream().anyMatch(lane -> !lane.retries().isEmpty());
    boolean failed = timeline.lanes().stream().anyMatch(lane -> !lane.failures().isEmpty());
    boolean died = timeline.lanes().stream().anyMatch(lane -> !lane.deaths().isEmpty());
    String rows = timeline.isByHost() ? "A row for each host. " : "A row for each executor. ";
    String more =
        timeline.leftOut() == 0
            ? ""
            : Amounts.counted(timeline.leftOut(), "executor") + " on other hosts not shown. ";
    String what =
        rows + more + "Each step of time is " + Amounts.seconds(timeline.binSeconds()) + " long.";
    return picture(() -> Pictures.timeline(timeline))
        + LEGEND.formatted(
            "share of cores at work",
            legend(
                retried,
                "<i class=o style=\"background:var(--retry)\"></i>attempt failed, repeated"),
            legend(failed, "<i class=o style=\"background:var(--failure)\"></i>computation failed"),
            legend(died, "<i class=x>&times;</i>executor died"),
            legend(timeline.resumptions().length > 0, "<i class=d></i>resumed"))
        + "<p class=note>"
        + Html.text(what)
        + "</p>";
  }

  private static String legend(boolean shown, String html) {
    return shown ? "<span>" + html + "</span>" : "";
  }

  private String durations(Histogram histogram, Sections sections) {
    String scale =
        histogram.isLogarithmic() ? "<p class=note>Durations on a logarithmic scale.</p>" : "";
    return picture(() -> Pictures.histogram(histogram)) + scale + sections.durations();
  }

  /** A machine without fonts cannot draw; the rest of the report is worth having. */
  private String picture(Supplier<String> drawing) {
    try {
      return drawing.get();
    } catch (RuntimeException | LinkageError | java.awt.AWTError | InternalError e) {
      undrawn.add(e.toString());
      return "<p class=note>This picture could not be drawn on the machine that wrote the report, "
          + "which may have no fonts: "
          + Html.text(e.toString(), 300)
          + "</p>";
    }
  }

  private String footer() {
    String when = Amounts.time(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return "<footer>Written by ACME for Spark, %s. Times are UTC. This page loads nothing from a network.</footer>\n"
        .formatted(Html.text(when));
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the jar is damaged", e);
    }
  }
}
