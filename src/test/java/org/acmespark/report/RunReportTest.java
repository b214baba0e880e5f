package org.acmespark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {
  private static final int MEGABYTE = 1_000_000;

  /** What the page and the pictures are made of. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "html",
          "head",
          "meta",
          "link",
          "title",
          "style",
          "body",
          "header",
          "section",
          "footer",
          "h1",
          "h2",
          "h3",
          "p",
          "div",
          "span",
          "i",
          "b",
          "br",
          "code",
          "pre",
          "details",
          "summary",
          "table",
          "thead",
          "tbody",
          "tr",
          "th",
          "td",
          "dl",
          "dt",
          "dd",
          "svg",
          "g",
          "defs",
          "clipPath",
          "path",
          "rect",
          "line",
          "text",
          "circle",
          "polygon");

  @TempDir private Path directory;

  private static Set<String> found(String pattern, String page) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "</style></title></pre></code><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' onload='alert(1)",
        "]]><svg onload=alert(1)>",
        "<!-- ",
        "&lt;script&gt;",
        "javascript:alert(1)",
      })
  void escapesWhatComesFromTheRun(String text) {
    String page = RecordedRun.hostile(directory, text).report();
    Set<String> others = found("<([a-zA-Z!][\\w-]*)", page);
    others.removeAll(ELEMENTS);
    assertEquals(Set.of("!doctype"), others);
    assertEquals(Set.of(), found("<[^>]*[\\s\"'/](on\\w+)\\s*=", page));
    assertEquals(Set.of("data:,"), found("<[^>]*\\s(?:href|src)=\"?([^\"\\s>]*)", page));
    assertTrue(page.contains(Html.text(text)), text);
  }

  @Test
  void showsInvisibleCharacters() {
    assertEquals("a\ufffdb\ufffd\ufffd", Html.text("a\u202eb\u0000\u200b"));
    assertEquals("x\ny", Html.text("x\ny"));
    assertEquals("gr\u00fc\u00df \ud83d\ude00", Html.text("gr\u00fc\u00df \ud83d\ude00"));
    assertEquals("ab&hellip;", Html.text("abc", 2));
  }

  @Test
  void groupsFailuresByCauseWithTheirInputs() {
    var run = new RecordedRun(directory, 100).computed(0, 50, 1, "node1", "1");
    for (int index = 50; index < 60; index++) {
      run.failed(index, false, 2, "java.io.IOException", "no answer " + index);
      run.failed(index, true, 3, "java.io.IOException", "no answer " + index);
    }
    String page =
        run.failed(99, true, 4, "com.example.Odd", "odd").with("outcome", "failed").report();
    assertTrue(page.contains("11 of 100 failed"), page);
    assertTrue(page.contains("10 computations failed; 10 attempts failed and repeated"), page);
    assertTrue(page.contains("<code>(50, no answer 50)</code>"), page);
    assertTrue(page.contains("at com.example.Filters.lowpass(Filters.java:17)"), page);
    assertTrue(page.indexOf("java.io.IOException") < page.indexOf("com.example.Odd"));
  }

  @Test
  void aFailedComputationThatWasComputedLaterHasNotFailed() {
    String page =
        new RecordedRun(directory, 2)
            .failed(0, true, 1, "com.example.Odd", "odd")
            .computed(0, 2, 2, "node1", "1")
            .report();
    assertFalse(page.contains("com.example.Odd"), page);
  }

  @Test
  void showsExecutorsThatDiedAndWhenTheRunWasResumed() {
    String page =
        new RecordedRun(directory, 100)
            .computed(0, 50, 1, "node1", "1")
            .computed(50, 50, 90_000, "node2", "2")
            .with("ended", RecordedRun.BEGIN.plusSeconds(90_010).toString())
            .with(
                "resumed",
                List.of(Map.of("started", RecordedRun.BEGIN.plusSeconds(89_999).toString())))
            .with(
                "lostExecutors",
                List.of(
                    Map.of(
                        "time", RecordedRun.BEGIN.plusSeconds(2).toString(),
                        "executor", "1",
                        "host", "node1",
                        "why", "Command exited with code 137")))
            .report();
    assertTrue(page.contains("Command exited with code 137"), page);
    assertTrue(page.contains("executor died"), page);
    assertTrue(page.contains("</i>resumed"), page);
    assertTrue(page.contains(">12.1 s</b><span>from begin to end"), page); // not 25 hours
  }

  @Test
  void showsTheCommandWithTheSeedAndNoSecrets() {
    String page =
        new RecordedRun(directory, 1)
            .with(
                "command",
                Map.of(
                    "arguments",
                    List.of("run", "f", "it's", "--conf", "spark.x.password=(not recorded)"),
                    "directory",
                    "/home/me"))
            .report();
    String command =
        "cd /home/me\nacme run f 'it'\\''s' --conf 'spark.x.password=(not recorded)' --seed 42";
    assertTrue(page.contains("<pre>" + Html.text(command) + "</pre>"), page);
  }

  @Test
  void aMillionComputationsFitIntoAMegabyte() {
    var run = new RecordedRun(directory, 1_000_000);
    for (int k = 0; k < 100; k++) {
      run.computed(k * 10_000, 10_000, k, "node" + k % 5, "" + k % 10);
    }
    String page = run.report();
    assertTrue(page.length() < MEGABYTE, () -> page.length() + " characters");
    assertTrue(page.contains(">1\u202f000\u202f000</b><span>computed"), page);
  }

  @Test
  void manyExecutorsAndManyCausesFitIntoAMegabyte() {
    var run = new RecordedRun(directory, 100_000);
    for (int k = 0; k < 2000; k++) {
      run.computed(k * 10, 10, k * 0.04, "a-host-with-a-long-name-" + k % 100, "" + k);
      run.failed(50_000 + k, true, k * 0.04, "com.example.E" + k, "x".repeat(3000));
    }
    String page = run.report();
    assertTrue(page.length() < MEGABYTE, () -> page.length() + " characters");
    assertTrue(page.contains("A row for each host."), page);
    assertTrue(page.contains("81 more causes"), page);
  }

  @Test
  void leavesNothingBesideTheReport() throws IOException {
    new RecordedRun(directory, 1).computed(0, 1, 1, "node1", "1").report();
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          Set.of("lowpass_computations.jsonl", "lowpass_run.json", "report.html"),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void reportsARunThatHasNotComputedAnything() {
    String page = new RecordedRun(directory, 3).with("outcome", "running").report();
    assertTrue(page.contains("running, or ended without a word"), page);
    assertFalse(page.contains("<svg"), page);
  }

  @Test
  void leavesOutLinesThatAreDamaged() throws IOException {
    var run = new RecordedRun(directory, 3).computed(0, 3, 1, "node1", "1");
    run.report();
    Path ledger = directory.resolve("lowpass_computations.jsonl");
    Files.writeString(ledger, Files.readString(ledger) + "{\"index\":17}\n{\"ind");
    RunReport.write(directory.toString());
    assertTrue(Files.readString(directory.resolve("report.html")).contains(">3</b><span>computed"));
  }

  @Test
  void refusesADirectoryWithoutARun() {
    assertThrows(IllegalArgumentException.class, () -> RunReport.write(directory.toString()));
  }

  @Test
  void formatsDurationsAndSizes() {
    assertEquals("0 s", Amounts.seconds(0));
    assertEquals("35 µs", Amounts.seconds(35e-6));
    assertEquals("1 ms", Amounts.seconds(0.001));
    assertEquals("1 s", Amounts.seconds(0.9999));
    assertEquals("1.25 s", Amounts.seconds(1.25));
    assertEquals("1 min 12 s", Amounts.seconds(72));
    assertEquals("3 h", Amounts.seconds(3 * 3600));
    assertEquals("2 d 1 h", Amounts.seconds(49 * 3600));
    assertEquals("999 B", Amounts.bytes(999));
    assertEquals("1.23 MB", Amounts.bytes(1_234_567));
  }

  @Test
  void quantilesAreRightToTwoPercent() {
    var durations = new Durations();
    for (int k = 1; k <= 1000; k++) {
      durations.add(
          new org.acmespark.reading.RecordedAttempt(
              k,
              org.acmespark.reading.RecordedAttempt.Status.COMPUTED,
              0,
              k * 1_000_000L,
              "h",
              "1",
              1,
              0,
              0,
              java.util.Optional.empty()));
    }
    assertEquals(0.5, durations.quantileSeconds(0.5), 0.5 * 0.03);
    assertEquals(0.99, durations.quantileSeconds(0.99), 0.99 * 0.03);
    assertEquals(1.0, durations.mostSeconds());
    assertEquals(999, durations.slowest().get(1).index());
  }
}
