package org.acmespark.cluster;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in MiB, as SLURM counts: {@code 8GB} and {@code 8g} are 8192, {@code 12000MB}
 * and {@code 12000} are 12000.
 */
record MemorySize(long mib) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([MGT]?)I?B?");

  /**
   * @throws IllegalArgumentException if {@code text} is no size
   */
  static MemorySize parse(String option, String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException(
          "%s is %s, but must be a size such as 8GB or 12000MB".formatted(option, text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "G" -> new MemorySize(number << 10);
      case "T" -> new MemorySize(number << 20);
      default -> new MemorySize(number);
    };
  }

  @Override
  public String toString() {
    return mib % 1024 == 0 ? (mib >> 10) + " GiB" : mib + " MiB";
  }
}
