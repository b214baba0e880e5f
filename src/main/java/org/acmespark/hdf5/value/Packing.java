package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;

/** Copies between flat Java arrays and buffers, in the byte order of the buffer. */
public final class Packing {
  private Packing() {}

  /** Number of bytes that one entry of a flat array takes in a buffer. */
  public static int entryBytes(ElementType type) {
    return type.bytes() / type.entriesPerElement();
  }

  /**
   * Copies {@code count} entries of {@code flat}, from index {@code from}, to the buffer's start.
   */
  public static void pack(Object flat, int from, int count, ByteBuffer buffer) {
    buffer.clear();
    if (flat instanceof double[] values) {
      buffer.asDoubleBuffer().put(values, from, count);
    } else if (flat instanceof float[] values) {
      buffer.asFloatBuffer().put(values, from, count);
    } else if (flat instanceof long[] values) {
      buffer.asLongBuffer().put(values, from, count);
    } else if (flat instanceof int[] values) {
      buffer.asIntBuffer().put(values, from, count);
    } else if (flat instanceof short[] values) {
      buffer.asShortBuffer().put(values, from, count);
    } else if (flat instanceof byte[] values) {
      buffer.put(values, from, count);
    } else {
      boolean[] values = (boolean[]) flat;
      for (int i = 0; i < count; i++) {
        buffer.put(i, (byte) (values[from + i] ? 1 : 0));
      }
    }
  }

  /** Copies {@code count} entries from the buffer's start into {@code flat} at {@code to}. */
  public static void unpack(ByteBuffer buffer, Object flat, int to, int count) {
    buffer.clear();
    if (flat instanceof double[] values) {
      buffer.asDoubleBuffer().get(values, to, count);
    } else if (flat instanceof float[] values) {
      buffer.asFloatBuffer().get(values, to, count);
    } else if (flat instanceof long[] values) {
      buffer.asLongBuffer().get(values, to, count);
    } else if (flat instanceof int[] values) {
      buffer.asIntBuffer().get(values, to, count);
    } else if (flat instanceof short[] values) {
      buffer.asShortBuffer().get(values, to, count);
    } else if (flat instanceof byte[] values) {
      buffer.get(values, to, count);
    } else {
      boolean[] values = (boolean[]) flat;
      for (int i = 0; i < count; i++) {
        values[to + i] = buffer.get(i) != 0;
      }
    }
  }

  public static int entries(Object flat) {
    return Array.getLength(flat);
  }
}
