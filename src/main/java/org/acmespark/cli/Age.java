package org.acmespark.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time span as 7d, 12h, 30m or 0d. */
final class Age implements ITypeConverter<Duration> {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([dhm])");

  @Override
  public Duration convert(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no time span; expected days, hours or minutes, as 7d, 12h, 30m");
    }
    long count = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "d" -> Duration.ofDays(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
