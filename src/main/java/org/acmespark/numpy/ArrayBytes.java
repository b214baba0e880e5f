package org.acmespark.numpy;

import java.nio.ByteBuffer;

/** Converts flat arrays from and to bytes, in the byte order of the buffer. */
public final class ArrayBytes {
  private ArrayBytes() {}

  /** Returns the size of one entry in bytes. */
  public static int perEntry(Object array) {
    if (array instanceof double[] || array instanceof long[]) {
      return Double.BYTES;
    }
    if (array instanceof float[] || array instanceof int[]) {
      return Float.BYTES;
    }
    return array instanceof short[] ? Short.BYTES : 1;
  }

  /** Fills {@code n} entries of an array from index {@code at} on, and moves the buffer on. */
  static void get(Object array, int at, int n, ByteBuffer from) {
    if (array instanceof double[] a) {
      from.asDoubleBuffer().get(a, at, n);
    } else if (array instanceof float[] a) {
      from.asFloatBuffer().get(a, at, n);
    } else if (array instanceof long[] a) {
      from.asLongBuffer().get(a, at, n);
    } else if (array instanceof int[] a) {
      from.asIntBuffer().get(a, at, n);
    } else if (array instanceof short[] a) {
      from.asShortBuffer().get(a, at, n);
    } else if (array instanceof byte[] a) {
      from.duplicate().get(a, at, n);
    } else {
      boolean[] a = (boolean[]) array;
      for (int k = 0; k < n; k++) {
        a[at + k] = from.get(from.position() + k) != 0;
      }
    }
    from.position(from.position() + n * perEntry(array));
  }

  /** Puts {@code n} entries of an array from index {@code at} on, and moves the buffer on. */
  public static void put(Object array, int at, int n, ByteBuffer to) {
    if (array instanceof double[] a) {
      to.asDoubleBuffer().put(a, at, n);
    } else if (array instanceof float[] a) {
      to.asFloatBuffer().put(a, at, n);
    } else if (array instanceof long[] a) {
      to.asLongBuffer().put(a, at, n);
    } else if (array instanceof int[] a) {
      to.asIntBuffer().put(a, at, n);
    } else if (array instanceof short[] a) {
      to.asShortBuffer().put(a, at, n);
    } else if (array instanceof byte[] a) {
      to.duplicate().put(a, at, n);
    } else {
      boolean[] a = (boolean[]) array;
      for (int k = 0; k < n; k++) {
        to.put(to.position() + k, (byte) (a[at + k] ? 1 : 0));
      }
    }
    to.position(to.position() + n * perEntry(array));
  }
}
