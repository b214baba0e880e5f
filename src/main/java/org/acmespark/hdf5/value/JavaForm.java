package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.commons.math3.complex.Complex;

/** Converts flat elements to plain Java values. */
final class JavaForm {
  private JavaForm() {}

  /** Converts flat elements to the Java type that holds every value of {@code type}. */
  static Object flat(ElementType type, Object elements) {
    return switch (type) {
      case FLOAT16 -> floats((short[]) elements);
      case UINT8 -> unsigned((byte[]) elements);
      case UINT16 -> unsigned((short[]) elements);
      case UINT32 -> unsigned((int[]) elements);
      case UINT64 -> unsigned((long[]) elements);
      case COMPLEX64, COMPLEX128 -> complex(elements);
      default -> elements;
    };
  }

  /** Copies {@code flat} if it still is the value's own array, so that callers may change it. */
  static Object own(Object flat, Object elements) {
    return flat == elements ? copyOfRange(flat, 0, Array.getLength(flat)) : flat;
  }

  /** Creates a nested array of the given shape of rank 2 or more. */
  static Object nested(Object flat, long[] shape) {
    int[] lengths = new int[shape.length];
    for (int axis = 0; axis < shape.length; axis++) {
      lengths[axis] = Math.toIntExact(shape[axis]);
    }
    Object array = Array.newInstance(flat.getClass().getComponentType(), lengths);
    fill(array, flat, lengths, 0, 0);
    return array;
  }

  private static int fill(Object array, Object flat, int[] lengths, int axis, int from) {
    if (axis == lengths.length - 1) {
      System.arraycopy(flat, from, array, 0, lengths[axis]);
      return from + lengths[axis];
    }
    int next = from;
    for (Object row : (Object[]) array) {
      next = fill(row, flat, lengths, axis + 1, next);
    }
    return next;
  }

  private static Object copyOfRange(Object flat, int from, int to) {
    Object copy = Array.newInstance(flat.getClass().getComponentType(), to - from);
    System.arraycopy(flat, from, copy, 0, to - from);
    return copy;
  }

  private static float[] floats(short[] bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float16.value(bits[i]);
    }
    return values;
  }

  private static short[] unsigned(byte[] bits) {
    short[] values = new short[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = (short) Byte.toUnsignedInt(bits[i]);
    }
    return values;
  }

  private static int[] unsigned(short[] bits) {
    int[] values = new int[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Short.toUnsignedInt(bits[i]);
    }
    return values;
  }

  private static long[] unsigned(int[] bits) {
    long[] values = new long[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Integer.toUnsignedLong(bits[i]);
    }
    return values;
  }

  /** Returns the array itself if a {@code long} holds all values, otherwise {@code BigInteger}s. */
  private static Object unsigned(long[] bits) {
    return Arrays.stream(bits).allMatch(value -> value >= 0)
        ? bits
        : Arrays.stream(bits)
            .mapToObj(value -> new BigInteger(Long.toUnsignedString(value)))
            .toArray(BigInteger[]::new);
  }

  private static Complex[] complex(Object elements) {
    Complex[] values = new Complex[Array.getLength(elements) / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          elements instanceof double[] doubles
              ? new Complex(doubles[2 * i], doubles[2 * i + 1])
              : new Complex(((float[]) elements)[2 * i], ((float[]) elements)[2 * i + 1]);
    }
    return values;
  }
}
