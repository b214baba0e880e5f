package org.acmespark.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats numbers, sizes and times for people. */
final class Amounts {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Amounts() {}

  /** Returns {@code 12 345 678} for 12345678. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n).replace(',', '\u202f');
  }

  /** Returns {@code 1 computation} or {@code 2 computations}. */
  static String counted(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** Returns {@code 35 µs}, {@code 1.25 s} or {@code 3 h 5 min}. */
  static String seconds(double seconds) {
    if (seconds < 60) {
      return brief(seconds);
    }
    Duration whole = Duration.ofSeconds(Math.round(seconds));
    if (whole.toHours() == 0) {
      return joined(whole.toMinutes(), "min", whole.toSecondsPart(), "s");
    }
    return whole.toDays() == 0
        ? joined(whole.toHours(), "h", whole.toMinutesPart(), "min")
        : joined(whole.toDays(), "d", whole.toHoursPart(), "h");
  }

  private static String joined(long large, String largeUnit, int small, String smallUnit) {
    return small == 0
        ? large + " " + largeUnit
        : large + " " + largeUnit + " " + small + " " + smallUnit;
  }

  private static String brief(double seconds) {
    if (seconds <= 0) {
      return "0 s";
    }
    if (seconds >= 0.9995) {
      return digits(seconds) + " s";
    }
    if (seconds >= 0.9995e-3) {
      return digits(seconds * 1e3) + " ms";
    }
    return seconds >= 0.9995e-6 ? digits(seconds * 1e6) + " µs" : Math.round(seconds * 1e9) + " ns";
  }

  /** Returns three significant digits without zeros at the end. */
  private static String digits(double value) {
    int places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    String text = String.format(Locale.ROOT, "%." + places + "f", value);
    return places == 0 ? text : text.replaceFirst("\\.?0+$", "");
  }

  /** Returns {@code 512 B}, {@code 1.2 MB}. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : digits(value)) + " " + units[unit];
  }

  /** Returns a share such as {@code 87 %}. */
  static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  /** Returns {@code 22 Nov 2026, 10:03:02 UTC}. */
  static String time(Instant instant) {
    return DATE.format(instant) + " UTC";
  }
}
