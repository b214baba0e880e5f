package org.acmespark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "2.25s, PT2.25S",
    "5m, PT5M",
    "5min, PT5M",
    "90 min, PT90M",
    "1.5h, PT90M",
    "2h, PT2H",
    "7d, PT168H",
    "0d, PT0S",
    "36500d, PT876000H",
  })
  void readsANumberWithItsUnit(String text, Duration span) {
    assertEquals(span, TimeSpan.parse("timeout", text));
    assertEquals(span, TimeSpan.parseSlurm("timeLimit", text));
  }

  /** The forms of {@code man sbatch}, --time. */
  @ParameterizedTest
  @CsvSource({
    "60, PT1H",
    "30:00, PT30M",
    "90:30, PT1H30M30S",
    "01:30:00, PT1H30M",
    "48:00:00, PT48H",
    "1-12, PT36H",
    "1-12:30, PT36H30M",
    "1-00:00:00, PT24H",
    "1-12:30:15, PT36H30M15S",
  })
  void readsTimesAsSlurmDoes(String text, Duration span) {
    assertEquals(span, TimeSpan.parseSlurm("timeLimit", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNLIMITED", "unlimited", "INFINITE", "0", "0:00"})
  void noLimitIsSaidAsToSlurm(String text) {
    assertEquals(TimeSpan.UNLIMITED, TimeSpan.parseSlurm("timeLimit", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "30:00", "1-12", "UNLIMITED"})
  void whatOnlySlurmWritesHasNoMeaningElsewhere(String text) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> TimeSpan.parse("setupTimeout", text));
    assertEquals(
        "setupTimeout is '%s', but must be a time with its unit, such as 500ms, 30s, 5min, 1.5h or 7d"
            .formatted(text),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-5s",
        "5 seconds",
        "5M",
        "1:2:3:4",
        "1-",
        "-12",
        "1-2-3",
        "30:00min",
        ".5h",
        "1e3s"
      })
  void refusesAllElseAndSaysWhatThereIs(String text) {
    for (var e :
        new Exception[] {
          assertThrows(IllegalArgumentException.class, () -> TimeSpan.parse("limit", text)),
          assertThrows(IllegalArgumentException.class, () -> TimeSpan.parseSlurm("limit", text))
        }) {
      assertTrue(
          e.getMessage().startsWith("limit is '" + text + "', but must be a time with its unit"),
          e.getMessage());
    }
  }

  @Test
  void refusesMoreThanACentury() {
    for (String text : new String[] {"36501d", "999999999999h", "40000-0"}) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> TimeSpan.parseSlurm("limit", text));
      assertTrue(e.getMessage().contains("longer than 100 years"), e.getMessage());
    }
  }
}
