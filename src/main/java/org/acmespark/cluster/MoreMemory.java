package org.acmespark.cluster;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory computations get that had too little: a multiple of what they had, or an amount.
 *
 * <pre>{@code
 * MoreMemory.parse("retryMemory", "2x").than(4096)     // OptionalLong[8192]
 * MoreMemory.parse("retryMemory", "16GB").than(4096)   // OptionalLong[16384]
 * }</pre>
 *
 * @param factor the multiple, above 1; 1 if there is an amount
 * @param size the amount
 */
public record MoreMemory(double factor, Optional<MemorySize> size) {
  private static final Pattern FACTOR = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)x");

  /**
   * Reads a factor such as {@code 2x} or {@code 1.5x}, or a size such as {@code 16GB}.
   *
   * @throws IllegalArgumentException naming {@code option}, if {@code text} is neither, or the
   *     factor is not above 1
   */
  public static MoreMemory parse(String option, String text) {
    Matcher matcher = FACTOR.matcher(text.strip());
    if (!matcher.matches()) {
      try {
        return new MoreMemory(1, Optional.of(MemorySize.parse(option, text)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s is %s, but must be a factor such as 2x, or a size such as 16GB"
                .formatted(option, text),
            e);
      }
    }
    double factor = Double.parseDouble(matcher.group(1));
    if (factor <= 1) {
      throw new IllegalArgumentException(
          "%s is %s, but a factor must be above 1".formatted(option, text));
    }
    return new MoreMemory(factor, Optional.empty());
  }

  /** Returns the next amount in MiB after an amount that was too little; empty if there is none. */
  OptionalLong than(long mib) {
    long next = size.map(MemorySize::mib).orElse((long) Math.ceil(mib * factor));
    return next > mib ? OptionalLong.of(next) : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return size.map(MemorySize::toString).orElse(factor + "x");
  }
}
