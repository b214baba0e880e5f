package org.acmespark.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.model.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressDisplayTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0   | 200  | 3 | 1000  | 5   | 200 of 1000 done (20 %), 3 failed, 40/s, 20 s left",
        "0   | 1    | 0 | 2     | 10  | 1 of 2 done (50 %), 0.10/s, 10 s left",
        "0   | 10   | 0 | 10000 | 100 | 10 of 10000 done (0 %), 0.10/s, 27 h 45 min left",
        "0   | 1000 | 0 | 1000  | 10  | 1000 of 1000 done (100 %), 100/s, 0 s left",
        "900 | 920  | 0 | 1000  | 10  | 920 of 1000 done (92 %), 2.0/s, 40 s left",
        "900 | 900  | 1 | 1000  | 10  | '900 of 1000 done (90 %), 1 failed'",
        "0   | 0    | 0 | 5     | 30  | 0 of 5 done (0 %)"
      })
  void tellsDoneFailedRateAndTimeLeft(
      long earlier, long finished, long failed, long nInputs, long seconds, String line) {
    long[] now = {0};
    var pace = new Pace(nInputs, () -> now[0] * 1_000_000_000);
    pace.startsFrom(earlier);
    now[0] = seconds;
    assertEquals(line, pace.at(finished, failed));
  }

  @Test
  void notebooksShowABarWithRateAndTimeLeft() {
    assertEquals(
        "<code>f</code> <progress style=\"vertical-align:middle\" value=\"20\" max=\"80\"></progress> 20 of 80 done (25 %), 2.0/s, 30 s left",
        ProgressHtml.of("f", 20, 80, "20 of 80 done (25 %), 2.0/s, 30 s left"));
  }

  @Test
  void linesAreWrittenEveryTenSeconds() {
    long[] seconds = {0};
    var written = new ByteArrayOutputStream();
    try (var lines =
        new ProgressDisplay.Lines(
            new PrintStream(written, true, StandardCharsets.UTF_8),
            "f",
            100,
            () -> seconds[0] * 1_000_000_000)) {
      for (; seconds[0] <= 25; seconds[0]++) {
        lines.update(seconds[0], 0);
      }
    }
    assertEquals(
        List.of(
            "acme: f: 10 of 100 done (10 %), 1.0/s, 90 s left",
            "acme: f: 20 of 100 done (20 %), 1.0/s, 80 s left"),
        written.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void workOfLessThanASecondShowsNothing() {
    long[] millis = {0};
    List<String> shown = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void startsFrom(long finished) {
            shown.add("from " + finished);
          }

          @Override
          public void update(long finished, long failed) {
            shown.add("at " + finished);
          }
        };
    try (var display =
        new AfterASecond(() -> ProgressDisplay.to(listener), () -> millis[0] * 1_000_000)) {
      display.update(1, 0);
      millis[0] = 999;
      display.update(2, 0);
      assertEquals(List.of(), shown);
      millis[0] = 1000;
      display.update(3, 0);
      display.update(4, 0);
    }
    assertEquals(List.of("from 3", "at 3", "at 4"), shown);
  }
}
