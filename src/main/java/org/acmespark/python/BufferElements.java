package org.acmespark.python;

import java.nio.ByteBuffer;

/**
 * Copies elements of primitive arrays to and from buffers without changing the buffers' positions.
 */
final class BufferElements {
  private BufferElements() {}

  /** Returns the size in bytes of one entry of an array that is not {@code byte[]}. */
  static int bytes(Object array) {
    if (array instanceof double[] || array instanceof long[]) {
      return 8;
    }
    if (array instanceof float[] || array instanceof int[]) {
      return 4;
    }
    return array instanceof short[] ? 2 : 1;
  }

  static void put(Object array, int at, int count, ByteBuffer to) {
    if (array instanceof double[] a) {
      to.asDoubleBuffer().put(a, at, count);
    } else if (array instanceof long[] a) {
      to.asLongBuffer().put(a, at, count);
    } else if (array instanceof float[] a) {
      to.asFloatBuffer().put(a, at, count);
    } else if (array instanceof int[] a) {
      to.asIntBuffer().put(a, at, count);
    } else if (array instanceof short[] a) {
      to.asShortBuffer().put(a, at, count);
    } else {
      boolean[] a = (boolean[]) array;
      for (int k = 0; k < count; k++) {
        to.put(to.position() + k, (byte) (a[at + k] ? 1 : 0));
      }
    }
  }

  static void get(Object array, int at, int count, ByteBuffer from) {
    if (array instanceof double[] a) {
      from.asDoubleBuffer().get(a, at, count);
    } else if (array instanceof long[] a) {
      from.asLongBuffer().get(a, at, count);
    } else if (array instanceof float[] a) {
      from.asFloatBuffer().get(a, at, count);
    } else if (array instanceof int[] a) {
      from.asIntBuffer().get(a, at, count);
    } else if (array instanceof short[] a) {
      from.asShortBuffer().get(a, at, count);
    } else {
      boolean[] a = (boolean[]) array;
      for (int k = 0; k < count; k++) {
        a[at + k] = from.get(from.position() + k) != 0;
      }
    }
  }
}
