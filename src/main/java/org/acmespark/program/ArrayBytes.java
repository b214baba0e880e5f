package org.acmespark.program;

import java.nio.ByteBuffer;

/** Converts flat arrays from and to bytes, in the byte order of the buffer. */
final class ArrayBytes {
  private ArrayBytes() {}

  /** Returns the size of one entry in bytes. */
  static int perEntry(Object array) {
    if (array instanceof double[] || array instanceof long[]) {
      return Double.BYTES;
    }
    if (array instanceof float[] || array instanceof int[]) {
      return Float.BYTES;
    }
    return array instanceof short[] ? Short.BYTES : 1;
  }

  static void get(Object array, ByteBuffer from) {
    if (array instanceof double[] a) {
      from.asDoubleBuffer().get(a);
    } else if (array instanceof float[] a) {
      from.asFloatBuffer().get(a);
    } else if (array instanceof long[] a) {
      from.asLongBuffer().get(a);
    } else if (array instanceof int[] a) {
      from.asIntBuffer().get(a);
    } else if (array instanceof short[] a) {
      from.asShortBuffer().get(a);
    } else if (array instanceof byte[] a) {
      from.get(a);
    } else {
      boolean[] a = (boolean[]) array;
      for (int k = 0; k < a.length; k++) {
        a[k] = from.get() != 0;
      }
    }
  }

  static void put(Object array, ByteBuffer to) {
    if (array instanceof double[] a) {
      to.asDoubleBuffer().put(a);
    } else if (array instanceof float[] a) {
      to.asFloatBuffer().put(a);
    } else if (array instanceof long[] a) {
      to.asLongBuffer().put(a);
    } else if (array instanceof int[] a) {
      to.asIntBuffer().put(a);
    } else if (array instanceof short[] a) {
      to.asShortBuffer().put(a);
    } else if (array instanceof byte[] a) {
      to.put(a);
    } else {
      for (boolean one : (boolean[]) array) {
        to.put((byte) (one ? 1 : 0));
      }
    }
  }
}
