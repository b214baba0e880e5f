package org.acmespark.plan;

import java.math.BigInteger;
import java.util.Objects;

/** Index arithmetic that all sequences share. */
final class Ranges {
  private Ranges() {}

  /** How many numbers Python's {@code range(start, end, step)} has. */
  static long length(long start, long end, long step) {
    if (step == 0) {
      throw new IllegalArgumentException("range: step is 0, but must go up or down");
    }
    if (step > 0 ? start >= end : start <= end) {
      return 0;
    }
    BigInteger span = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start)).abs();
    BigInteger width = BigInteger.valueOf(step).abs();
    BigInteger length = span.add(width).subtract(BigInteger.ONE).divide(width);
    if (length.bitLength() > 63) {
      throw new IllegalArgumentException(
          "range(%s, %s, %s) has %s values, more than 2^63 - 1"
              .formatted(start, end, step, length));
    }
    return length.longValue();
  }

  /** {@code index} as an array index, checked. */
  static int index(long index, long length) {
    return (int) Objects.checkIndex(index, length);
  }

  /** Checks the half-open range {@code from} to {@code to}. */
  static void check(long from, long to, long length) {
    Objects.checkFromToIndex(from, to, length);
  }
}
