package org.acmespark.reading;

/** Cuts a block into pieces of bounded size, in the order of its elements. */
final class Pieces {
  /** Approximate size of one piece in memory. */
  private static final long BYTES = 16L << 20;

  /** An action on one piece. */
  interface Action {
    void accept(long[] start, long[] count);
  }

  private Pieces() {}

  /** Calls {@code action} for one piece after another; never if the block is empty. */
  static void forEach(long[] start, long[] count, int elementBytes, Action action) {
    long bytes = elementBytes;
    for (long length : count) {
      bytes = Math.multiplyExact(bytes, length);
    }
    if (bytes == 0) {
      return;
    }
    int axis = 0;
    while (axis < count.length && count[axis] == 1) {
      axis++;
    }
    if (bytes <= BYTES || axis == count.length) {
      action.accept(start.clone(), count.clone());
      return;
    }
    long rows = Math.max(1, BYTES / (bytes / count[axis]));
    long end = start[axis] + count[axis];
    for (long from = start[axis]; from < end; from += rows) {
      long[] pieceStart = start.clone();
      long[] pieceCount = count.clone();
      pieceStart[axis] = from;
      pieceCount[axis] = Math.min(rows, end - from);
      forEach(pieceStart, pieceCount, elementBytes, action);
    }
  }
}
