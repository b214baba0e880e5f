package org.acmespark.hdf5.value;

/**
 * Converts half precision numbers (IEEE 754-2008 binary16) to and from 16 bits, rounding to nearest
 * even as numpy does.
 *
 * <p>{@code Float16.bits(1.0)} is {@code 0x3C00}. The HDF5 library's own conversion from float and
 * double is wrong for many values (seen in 1.14.3), so values are converted here and written as
 * bits.
 */
public final class Float16 {
  private static final int DOUBLE_BIAS = 1023;
  private static final int HALF_BIAS = 15;
  private static final int DROPPED_BITS = 52 - 10;
  private static final long FRACTION = (1L << 52) - 1;

  private Float16() {}

  /** Returns the half nearest to {@code value}; infinite beyond 65519.99, NaN for NaN. */
  public static short bits(double value) {
    long raw = Double.doubleToRawLongBits(value);
    int sign = (int) (raw >>> 48) & 0x8000;
    int exponent = (int) (raw >>> 52) & 0x7FF;
    long fraction = raw & FRACTION;
    if (exponent == 0x7FF) {
      return (short) (sign | 0x7C00 | (fraction == 0 ? 0 : 0x200));
    }
    int halfExponent = exponent - DOUBLE_BIAS + HALF_BIAS;
    if (halfExponent >= 31) {
      return (short) (sign | 0x7C00);
    }
    if (halfExponent > 0) {
      // A carry out of the fraction increments the exponent, which is the correct rounding.
      return (short) (sign | rounded(((long) halfExponent << 52) | fraction, DROPPED_BITS));
    }
    int shift = DROPPED_BITS + 1 - halfExponent;
    return (short) (shift > 54 ? sign : sign | rounded(fraction | (FRACTION + 1), shift));
  }

  /** Returns the exact number that the 16 bits represent. */
  public static float value(short bits) {
    int exponent = (bits >>> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude;
    if (exponent == 31) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else {
      magnitude = Math.scalb((float) (fraction | 0x400), exponent - HALF_BIAS - 10);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** {@code value / 2^shift}, to nearest, ties to even. */
  private static int rounded(long value, int shift) {
    long quotient = value >>> shift;
    long remainder = value & ((1L << shift) - 1);
    long half = 1L << (shift - 1);
    boolean up = remainder > half || (remainder == half && (quotient & 1) == 1);
    return (int) (up ? quotient + 1 : quotient);
  }
}
