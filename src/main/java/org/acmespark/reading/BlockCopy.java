package org.acmespark.reading;

import java.lang.reflect.Array;

/** Copies a flat block of elements to its place in a larger flat array. */
final class BlockCopy {
  private BlockCopy() {}

  /**
   * Copies all of {@code block}.
   *
   * @param count lengths of the block
   * @param whole of the same class
   * @param shape lengths of the whole; it has as many dimensions as the block
   * @param at position of the block in the whole
   */
  static void copy(Object block, long[] count, Object whole, long[] shape, long[] at) {
    long elements = product(count, 0);
    if (elements == 0) {
      return;
    }
    int axis = Math.max(0, shape.length - 1);
    while (axis > 0 && count[axis] == shape[axis]) {
      axis--;
    }
    long entries = Array.getLength(block) / elements;
    long run = product(count, axis) * entries;
    long[] index = new long[axis];
    for (long from = 0; from < elements * entries; from += run) {
      long to = 0;
      for (int k = 0; k < shape.length; k++) {
        to = to * shape[k] + at[k] + (k < axis ? index[k] : 0);
      }
      System.arraycopy(block, (int) from, whole, (int) (to * entries), (int) run);
      advance(index, count);
    }
  }

  private static void advance(long[] index, long[] count) {
    for (int k = index.length - 1; k >= 0; k--) {
      index[k]++;
      if (index[k] < count[k]) {
        return;
      }
      index[k] = 0;
    }
  }

  private static long product(long[] lengths, int from) {
    long product = 1;
    for (int axis = from; axis < lengths.length; axis++) {
      product *= lengths[axis];
    }
    return product;
  }
}
