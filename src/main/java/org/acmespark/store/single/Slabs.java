package org.acmespark.store.single;

import java.io.IOException;

/** Cuts an array into pieces that follow each other in memory, the last dimension fastest. */
final class Slabs {
  private Slabs() {}

  /** Receives one piece after another. */
  interface Slab {
    void take(long[] start, long[] count) throws IOException;
  }

  /**
   * Pieces of at most {@code most} elements, at least one; none if {@code shape} has no element.
   */
  static void forEach(long[] shape, long most, Slab slab) throws IOException {
    for (long length : shape) {
      if (length == 0) {
        return;
      }
    }
    cut(new long[shape.length], shape.clone(), most, slab);
  }

  private static void cut(long[] start, long[] count, long most, Slab slab) throws IOException {
    int axis = 0;
    while (axis < count.length && count[axis] == 1) {
      axis++;
    }
    long inner = 1;
    for (int k = axis + 1; k < count.length; k++) {
      inner = Math.multiplyExact(inner, count[k]);
    }
    if (axis == count.length || count[axis] <= most / inner) {
      slab.take(start, count);
      return;
    }
    long step = Math.max(1, most / inner);
    for (long at = 0; at < count[axis]; at += step) {
      long[] partStart = start.clone();
      long[] part = count.clone();
      partStart[axis] += at;
      part[axis] = Math.min(step, count[axis] - at);
      cut(partStart, part, most, slab);
    }
  }
}
