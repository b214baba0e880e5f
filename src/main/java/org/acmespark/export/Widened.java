package org.acmespark.export;

import java.lang.reflect.Array;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/** Elements as elements of a type that holds all values of their own. */
final class Widened {
  private static final long EXACT = 1L << 53; // whole numbers up to it are doubles

  private Widened() {}

  /**
   * Returns the narrowest type that holds the values of both; empty if there is none. Whole numbers
   * of 64 bits count as floating-point numbers, which {@link #to} then checks.
   */
  static Optional<ElementType> common(ElementType a, ElementType b) {
    if (a == b) {
      return Optional.of(a);
    }
    if (!isNumber(a) || !isNumber(b)) {
      return Optional.empty();
    }
    if (isComplex(a) || isComplex(b)) {
      boolean single = isHalfOrComplex64(a) && isHalfOrComplex64(b);
      return Optional.of(single ? ElementType.COMPLEX64 : ElementType.COMPLEX128);
    }
    if (isFloating(a) && isFloating(b)) {
      return Optional.of(a.bytes() > b.bytes() ? a : b);
    }
    if (isFloating(a) || isFloating(b)) {
      return Optional.of(ElementType.FLOAT64);
    }
    if (isUnsigned(a) == isUnsigned(b)) {
      return Optional.of(a.bytes() > b.bytes() ? a : b);
    }
    return a == ElementType.UINT64 || b == ElementType.UINT64
        ? Optional.empty()
        : Optional.of(ElementType.INT64);
  }

  private static boolean isNumber(ElementType type) {
    return type != ElementType.BOOL && type != ElementType.STRING;
  }

  private static boolean isComplex(ElementType type) {
    return type.entriesPerElement() == 2;
  }

  private static boolean isHalfOrComplex64(ElementType type) {
    return type == ElementType.COMPLEX64
        || type == ElementType.FLOAT16
        || type == ElementType.FLOAT32;
  }

  private static boolean isFloating(ElementType type) {
    return switch (type) {
      case FLOAT16, FLOAT32, FLOAT64 -> true;
      default -> false;
    };
  }

  private static boolean isUnsigned(ElementType type) {
    return switch (type) {
      case UINT8, UINT16, UINT32, UINT64 -> true;
      default -> false;
    };
  }

  /**
   * Returns the elements in an array of another type, which {@link #common} has named.
   *
   * @throws IllegalArgumentException if a whole number is beyond the range in which float64 has all
   */
  static Object to(ElementType type, Hdf5Value value) {
    if (value.type() == type) {
      return value.elements();
    }
    if (value.type() == ElementType.FLOAT16) {
      return to(type, singles(value));
    }
    if (isComplex(type)) {
      return complex(type, value);
    }
    int count = Array.getLength(value.elements());
    Object to = type.newArray(count);
    for (int k = 0; k < count; k++) {
      switch (type) {
        case FLOAT32 -> Array.setFloat(to, k, (float) real(value, k));
        case FLOAT64 -> Array.setDouble(to, k, real(value, k));
        case INT16, UINT16 -> Array.setShort(to, k, (short) whole(value, k));
        case INT32, UINT32 -> Array.setInt(to, k, (int) whole(value, k));
        default -> Array.setLong(to, k, whole(value, k));
      }
    }
    return to;
  }

  private static Hdf5Value singles(Hdf5Value halves) {
    long[] line = {Array.getLength(halves.elements())};
    Object floats = Hdf5Value.unchecked(halves.type(), line, halves.elements()).toJava();
    return Hdf5Value.unchecked(ElementType.FLOAT32, line, floats);
  }

  private static Object complex(ElementType type, Hdf5Value value) {
    boolean pairs = isComplex(value.type());
    int count = Array.getLength(value.elements()) / (pairs ? 2 : 1);
    Object to = type.newArray(count);
    for (int k = 0; k < (pairs ? 2 * count : count); k++) {
      double entry = pairs ? Array.getDouble(value.elements(), k) : real(value, k);
      int at = pairs ? k : 2 * k;
      if (to instanceof float[] floats) {
        floats[at] = (float) entry;
      } else {
        ((double[]) to)[at] = entry;
      }
    }
    return to;
  }

  private static double real(Hdf5Value value, int k) {
    return switch (value.type()) {
      case FLOAT32, FLOAT64 -> Array.getDouble(value.elements(), k);
      default -> exact(whole(value, k), value.type());
    };
  }

  private static double exact(long whole, ElementType type) {
    if (Math.abs(whole) > EXACT || (type == ElementType.UINT64 && whole < 0)) {
      throw new IllegalArgumentException(
          "%s is a return value of one computation, and others return floating-point numbers, among which there is no such number"
              .formatted(type == ElementType.UINT64 ? Long.toUnsignedString(whole) : whole));
    }
    return whole;
  }

  private static long whole(Hdf5Value value, int k) {
    Object from = value.elements();
    return switch (value.type()) {
      case BOOL -> ((boolean[]) from)[k] ? 1 : 0;
      case UINT8 -> Byte.toUnsignedInt(((byte[]) from)[k]);
      case UINT16 -> Short.toUnsignedInt(((short[]) from)[k]);
      case UINT32 -> Integer.toUnsignedLong(((int[]) from)[k]);
      default -> Array.getLong(from, k);
    };
  }
}
