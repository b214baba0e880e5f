package org.acmespark.cluster;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in MiB, SLURM's unit.
 *
 * <pre>{@code
 * MemorySize.parse("memPerWorker", "8.5GB").mib()    // 8704; also 8GiB, 8g, 512000K, 1TB
 * MemorySize.parse("memPerWorker", "12000").mib()    // 12000: SLURM's form without a unit
 * }</pre>
 *
 * <p>K, M, G and T are powers of 1024, optionally followed by B or iB, in upper or lower case.
 */
public record MemorySize(long mib) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,12})|(\\d{1,12}(?:\\.\\d{1,9})?) ?([KMGT])(?:I?B)?");

  /** Upper limit in MiB: 1024 TiB. */
  private static final long MOST = 1L << 30;

  /**
   * Reads a number with a unit, or a whole number of MiB.
   *
   * @throws IllegalArgumentException naming {@code option}, if {@code text} is not a size, is zero
   *     or above 1024 TB
   */
  public static MemorySize parse(String option, String text) {
    Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s is %s, but must be a size such as 8GB, 8.5GB, 12000MB or 512000K"
              .formatted(option, text));
    }
    BigDecimal number = new BigDecimal(form.group(1) == null ? form.group(2) : form.group(1));
    String unit = form.group(3) == null ? "M" : form.group(3);
    BigDecimal mib =
        switch (unit) {
          case "K" -> number.divide(BigDecimal.valueOf(1 << 10));
          case "G" -> number.multiply(BigDecimal.valueOf(1 << 10));
          case "T" -> number.multiply(BigDecimal.valueOf(1 << 20));
          default -> number;
        };
    if (mib.signum() == 0 || mib.compareTo(BigDecimal.valueOf(MOST)) > 0) {
      throw new IllegalArgumentException(
          "%s is %s, but must be a size above 0 and at most 1024TB".formatted(option, text));
    }
    return new MemorySize(mib.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  @Override
  public String toString() {
    return mib % 1024 == 0 ? (mib >> 10) + " GiB" : mib + " MiB";
  }
}
