package org.acmespark.hdf5.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.acmespark.model.Sequence;

/**
 * Elements of a one-dimensional array, one per computation, each a scalar of its type.
 *
 * @param type of the elements
 * @param elements flat, as in {@link Hdf5Value}
 */
public record ScalarSequence(ElementType type, Object elements) implements Sequence<Hdf5Value> {
  private static final long[] SCALAR = {};

  /** Little-endian bytes as the flat array of a type. */
  public static Object elements(ElementType type, byte[] bytes, long count) {
    Object elements = type.newArray(count);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (elements instanceof byte[]) {
      return bytes;
    } else if (elements instanceof boolean[] a) {
      for (int i = 0; i < a.length; i++) {
        a[i] = bytes[i] != 0;
      }
    } else if (elements instanceof double[] a) {
      buffer.asDoubleBuffer().get(a);
    } else if (elements instanceof long[] a) {
      buffer.asLongBuffer().get(a);
    } else if (elements instanceof float[] a) {
      buffer.asFloatBuffer().get(a);
    } else if (elements instanceof int[] a) {
      buffer.asIntBuffer().get(a);
    } else {
      buffer.asShortBuffer().get((short[]) elements);
    }
    return elements;
  }

  @Override
  public long length() {
    return java.lang.reflect.Array.getLength(elements) / entries();
  }

  private int entries() {
    return type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128 ? 2 : 1;
  }

  @Override
  public Hdf5Value get(long index) {
    return Hdf5Value.flat(type, SCALAR, part(index, index + 1));
  }

  @Override
  public Sequence<Hdf5Value> slice(long from, long to) {
    return new ScalarSequence(type, part(from, to));
  }

  private Object part(long from, long to) {
    Object part = type.newArray(to - from);
    System.arraycopy(
        elements,
        Math.toIntExact(from * entries()),
        part,
        0,
        Math.toIntExact((to - from) * entries()));
    return part;
  }
}
