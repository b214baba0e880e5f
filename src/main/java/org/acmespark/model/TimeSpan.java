package org.acmespark.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses lengths of time, in the same way for options, properties and the API.
 *
 * <pre>{@code
 * TimeSpan.parse("timeout", "500ms");       // also 30s, 5min, 1.5h, 7d; m is min
 * TimeSpan.parseSlurm("timeLimit", "30:00") // also SLURM's notation: here 30 minutes
 * }</pre>
 */
public final class TimeSpan {
  /** No limit; longer than any time that can be parsed. */
  public static final Duration UNLIMITED = Duration.ofDays(1_000_000);

  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Pattern AMOUNT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?(ms|s|min|m|h|d)");

  /** {@code man sbatch}, --time: minutes, or days before a hyphen. */
  private static final Pattern MINUTES = Pattern.compile("(\\d{1,9})(?::(\\d{1,9}))?");

  private static final Pattern HOURS = Pattern.compile("(\\d{1,9}):(\\d{1,9}):(\\d{1,9})");
  private static final Pattern DAYS =
      Pattern.compile("(\\d{1,9})-(\\d{1,9})(?::(\\d{1,9})(?::(\\d{1,9}))?)?");

  private TimeSpan() {}

  /**
   * Reads a number with a unit: {@code ms}, {@code s}, {@code min} or {@code m}, {@code h} or
   * {@code d}.
   *
   * @throws IllegalArgumentException naming {@code option}, if it is none, or longer than 100 years
   */
  public static Duration parse(String option, String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (!amount.matches()) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be a time with its unit, such as 500ms, 30s, 5min, 1.5h or 7d"
              .formatted(option, text));
    }
    BigDecimal seconds =
        new BigDecimal(amount.group(1))
            .multiply(
                switch (amount.group(2)) {
                  case "ms" -> new BigDecimal("0.001");
                  case "s" -> BigDecimal.ONE;
                  case "m", "min" -> BigDecimal.valueOf(60);
                  case "h" -> BigDecimal.valueOf(3600);
                  default -> BigDecimal.valueOf(86_400);
                });
    long nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue();
    return bounded(option, text, Duration.ofSeconds(seconds.longValue(), nanos));
  }

  /**
   * Reads a time as {@link #parse} does, or in SLURM's notation: {@code minutes}, {@code
   * minutes:seconds}, {@code hours:minutes:seconds}, {@code days-hours}, {@code
   * days-hours:minutes}, {@code days-hours:minutes:seconds}, or {@code UNLIMITED}, for which SLURM
   * also writes {@code 0}.
   *
   * @throws IllegalArgumentException naming {@code option}, if it is none, or longer than 100 years
   */
  public static Duration parseSlurm(String option, String text) {
    String time = text.strip();
    if (time.equalsIgnoreCase("UNLIMITED") || time.equalsIgnoreCase("INFINITE")) {
      return UNLIMITED;
    }
    Matcher form = MINUTES.matcher(time);
    if (form.matches()) {
      Duration span = span(0, 0, part(form, 1), part(form, 2));
      return span.isZero() ? UNLIMITED : bounded(option, text, span);
    }
    form = HOURS.matcher(time);
    if (form.matches()) {
      return bounded(option, text, span(0, part(form, 1), part(form, 2), part(form, 3)));
    }
    form = DAYS.matcher(time);
    if (form.matches()) {
      return bounded(
          option, text, span(part(form, 1), part(form, 2), part(form, 3), part(form, 4)));
    }
    if (!AMOUNT.matcher(time).matches()) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be a time with its unit, such as 90min or 12h, or as SLURM writes it: 90 (minutes), 30:00 (30 minutes), 01:30:00, 1-12 (a day and 12 hours), UNLIMITED"
              .formatted(option, text));
    }
    return parse(option, text);
  }

  private static long part(Matcher form, int group) {
    return form.group(group) == null ? 0 : Long.parseLong(form.group(group));
  }

  private static Duration span(long days, long hours, long minutes, long seconds) {
    return Duration.ofDays(days).plusHours(hours).plusMinutes(minutes).plusSeconds(seconds);
  }

  private static Duration bounded(String option, String text, Duration span) {
    if (span.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s is '%s', but must not be longer than 100 years (36500d)".formatted(option, text));
    }
    return span;
  }
}
