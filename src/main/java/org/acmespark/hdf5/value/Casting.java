package org.acmespark.hdf5.value;

/**
 * Converts values to another element type, as numpy does: floats lose digits, integers lose
 * fractions, and real numbers become complex numbers without an imaginary part. Unlike numpy, it
 * refuses values outside the range of the type, and complex numbers for a real type.
 *
 * <p>{@code Casting.to(ElementType.FLOAT16, Hdf5Value.of(0.1))} holds the half nearest to 0.1;
 * {@code Casting.to(ElementType.INT8, Hdf5Value.of(300))} is refused. Infinity and NaN stay
 * unchanged in floats, and are outside the range of integers. A bool is a number that is 0 or 1.
 */
public final class Casting {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;

  private Casting() {}

  /**
   * Converts a value to elements of {@code type}; returns the value itself if it has that type.
   *
   * @throws IllegalArgumentException naming the element and its position, if one is outside the
   *     type's range or of another kind
   */
  public static Hdf5Value to(ElementType type, Hdf5Value value) {
    if (value.type() == type) {
      return value;
    }
    if (type == ElementType.STRING || value.type() == ElementType.STRING) {
      throw new IllegalArgumentException(
          "the result holds %s, which is not a %s"
              .formatted(value.type().numpyName(), type.numpyName()));
    }
    Source from = Source.of(value);
    boolean complexTarget = type.entriesPerElement() == 2;
    if (value.type().entriesPerElement() == 2 && !complexTarget) {
      throw new IllegalArgumentException(
          "the result is complex, which does not fit " + type.numpyName());
    }
    long count = Shapes.count(value.shape());
    Object target = type.newArray(count);
    boolean widen = complexTarget && value.type().entriesPerElement() == 1;
    int entries = Math.toIntExact(count * value.type().entriesPerElement());
    for (int i = 0; i < entries; i++) {
      put(type, target, widen ? 2 * i : i, from, i);
    }
    return Hdf5Value.unchecked(type, value.shape(), target);
  }

  private static void put(ElementType type, Object target, int at, Source from, int i) {
    switch (type) {
      case FLOAT16 -> {
        double x = from.asDouble(i);
        short bits = Float16.bits(x);
        requireFinite(type, x, Float16.value(bits), from, i);
        ((short[]) target)[at] = bits;
      }
      case FLOAT32, COMPLEX64 -> {
        double x = from.asDouble(i);
        requireFinite(type, x, (float) x, from, i);
        ((float[]) target)[at] = from.asFloat(i);
      }
      case FLOAT64, COMPLEX128 -> ((double[]) target)[at] = from.asDouble(i);
      case INT8 -> ((byte[]) target)[at] = (byte) within(type, from, i, Byte.MIN_VALUE, 0x7F);
      case UINT8 -> ((byte[]) target)[at] = (byte) within(type, from, i, 0, 0xFF);
      case INT16 -> ((short[]) target)[at] = (short) within(type, from, i, Short.MIN_VALUE, 0x7FFF);
      case UINT16 -> ((short[]) target)[at] = (short) within(type, from, i, 0, 0xFFFF);
      case INT32 ->
          ((int[]) target)[at] = (int) within(type, from, i, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> ((int[]) target)[at] = (int) within(type, from, i, 0, 0xFFFF_FFFFL);
      case INT64 -> ((long[]) target)[at] = within(type, from, i, Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT64 -> ((long[]) target)[at] = unsigned(from, i);
      case BOOL -> ((boolean[]) target)[at] = bool(from, i);
      case STRING -> throw new AssertionError(type);
    }
  }

  private static void requireFinite(
      ElementType type, double before, double after, Source from, int i) {
    if (Double.isInfinite(after) && !Double.isInfinite(before)) {
      throw outside(type, from, i);
    }
  }

  private static long within(ElementType type, Source from, int i, long least, long most) {
    if (from.isWhole()) {
      long x = from.asLong(i);
      if (x < least || x > most || (from.isUnsigned64() && x < 0)) {
        throw outside(type, from, i);
      }
      return x;
    }
    double x = cut(from.asDouble(i));
    // The largest long is 2^63 as a double, which is one too large.
    if (!(x >= least && x <= most) || x == TWO_TO_63) {
      throw outside(type, from, i);
    }
    return (long) x;
  }

  private static long unsigned(Source from, int i) {
    if (from.isWhole()) {
      long x = from.asLong(i);
      if (x < 0 && !from.isUnsigned64()) {
        throw outside(ElementType.UINT64, from, i);
      }
      return x;
    }
    double x = cut(from.asDouble(i));
    if (!(x >= 0 && x < TWO_TO_64)) {
      throw outside(ElementType.UINT64, from, i);
    }
    return x < TWO_TO_63 ? (long) x : (long) (x - TWO_TO_63) + Long.MIN_VALUE;
  }

  private static boolean bool(Source from, int i) {
    double x = from.asDouble(i);
    if (x != 0 && x != 1) {
      throw outside(ElementType.BOOL, from, i);
    }
    return x == 1;
  }

  private static double cut(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  private static IllegalArgumentException outside(ElementType type, Source from, int i) {
    return new IllegalArgumentException(
        "element %s of the result is %s, which is outside the range of %s"
            .formatted(i / from.type().entriesPerElement(), from.text(i), type.numpyName()));
  }

  /** The entries of a flat array as numbers. */
  private record Source(ElementType type, Object elements) {
    static Source of(Hdf5Value value) {
      return new Source(value.type(), value.elements());
    }

    boolean isWhole() {
      return switch (type) {
        case FLOAT16, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> false;
        default -> true;
      };
    }

    boolean isUnsigned64() {
      return type == ElementType.UINT64;
    }

    long asLong(int i) {
      return switch (type) {
        case INT8 -> ((byte[]) elements)[i];
        case UINT8 -> ((byte[]) elements)[i] & 0xFF;
        case INT16 -> ((short[]) elements)[i];
        case UINT16 -> ((short[]) elements)[i] & 0xFFFF;
        case INT32 -> ((int[]) elements)[i];
        case UINT32 -> ((int[]) elements)[i] & 0xFFFF_FFFFL;
        case INT64, UINT64 -> ((long[]) elements)[i];
        case BOOL -> ((boolean[]) elements)[i] ? 1 : 0;
        default -> throw new AssertionError(type);
      };
    }

    double asDouble(int i) {
      return switch (type) {
        case FLOAT16 -> Float16.value(((short[]) elements)[i]);
        case FLOAT32, COMPLEX64 -> ((float[]) elements)[i];
        case FLOAT64, COMPLEX128 -> ((double[]) elements)[i];
        case UINT64 -> {
          long x = asLong(i);
          yield x >= 0 ? x : (double) halfOf(x) * 2;
        }
        default -> asLong(i);
      };
    }

    /** Rounds once: a conversion through double would round some integers twice. */
    float asFloat(int i) {
      if (!isWhole()) {
        return (float) asDouble(i);
      }
      long x = asLong(i);
      return isUnsigned64() && x < 0 ? (float) halfOf(x) * 2 : x;
    }

    /**
     * Half of an unsigned number that rounds as the whole number does, because the last bit is
     * kept.
     */
    private static long halfOf(long x) {
      return (x >>> 1) | (x & 1);
    }

    String text(int i) {
      if (!isWhole()) {
        return Double.toString(asDouble(i));
      }
      return isUnsigned64() ? Long.toUnsignedString(asLong(i)) : Long.toString(asLong(i));
    }
  }
}
