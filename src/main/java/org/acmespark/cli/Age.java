package org.acmespark.cli;

import java.time.Duration;
import org.acmespark.model.TimeSpan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a {@link TimeSpan} from text such as 7d, 12h, 30min or 0d. */
final class Age implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return TimeSpan.parse("the time span", text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
