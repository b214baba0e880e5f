package org.acmespark.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.acmespark.cluster.MemorySize;
import org.acmespark.model.CallMemory;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.KebabCase;
import org.acmespark.model.WorkerCount;
import org.acmespark.plan.LogFile;

/** Parses texts of options and refuses invalid values. */
final class OptionValues {
  private OptionValues() {}

  static long wholeNumber(String said, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be a whole number".formatted(said, text), e);
    }
  }

  static int smallNumber(String said, String text) {
    try {
      return Math.toIntExact(wholeNumber(said, text));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s is %s, but must be at most %s".formatted(said, text, Integer.MAX_VALUE), e);
    }
  }

  /** Parses a number of workers, or two with dots between. */
  static WorkerCount workers(String said, String text) {
    String[] numbers = text.split("\\.\\.", 2);
    int least = atLeast(said, smallNumber(said, numbers[0]), 1);
    return new WorkerCount(least, smallNumber(said, numbers[numbers.length - 1]));
  }

  /** Parses an amount of memory, or {@code auto}. */
  static CallMemory callMemory(String said, String text) {
    return text.strip().equals("auto")
        ? CallMemory.AS_SEEN
        : new CallMemory(MemorySize.parse(said, text).mib() << 20);
  }

  static Duration days(String said, String text) {
    return Duration.ofDays(atLeast(said, smallNumber(said, text), 0));
  }

  /** Splits a text at its commas. */
  static List<String> list(String said, String text) {
    return Arrays.stream(text.split(",")).filter(each -> !each.isBlank()).toList();
  }

  static boolean flag(String said, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be true or false".formatted(said, text));
    }
    return text.equals("true");
  }

  static <E extends Enum<E>> E constant(String said, String text, Class<E> type) {
    return said(said, text, name -> KebabCase.constant(type, name));
  }

  /** Adds the option's name to the message of a parser that does not know the name. */
  static <T> T said(String said, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(said + ": " + e.getMessage(), e);
    }
  }

  static LogFile logFile(String text) {
    return text.equals("none")
        ? new LogFile.None()
        : new LogFile.At(Path.of(HomeDirectory.expand(text)));
  }

  static <N extends Number> N atLeast(String said, N value, long least) {
    if (value.longValue() < least) {
      throw new IllegalArgumentException(
          "%s is %s, but must be %s or more".formatted(said, value, least));
    }
    return value;
  }

  static Duration atLeastOneMillisecond(String said, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(
          "%s is %s, but must be at least 1 ms".formatted(said, value));
    }
    return value;
  }

  static Duration notNegative(String said, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          "%s is %s, but must not be negative".formatted(said, value));
    }
    return value;
  }

  static LogFile inAFolder(LogFile chosen) {
    if (chosen instanceof LogFile.At at) {
      Path folder = at.file().toAbsolutePath().normalize().getParent();
      if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(at.file())) {
        throw new IllegalArgumentException(
            "logfile %s: must be a file in a folder that exists".formatted(at.file()));
      }
    }
    return chosen;
  }
}
