package org.acmespark.store.single;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An array in the {@link ValuesFile}.
 *
 * @param position of its first byte
 * @param length in bytes
 * @param checksums CRC32C of each {@link #PIECE_BYTES} bytes
 */
record Placed(long position, long length, int[] checksums) {
  /** Bytes under one checksum. */
  static final int PIECE_BYTES = 4 << 20;

  /** Number of checksums of an array of some length. */
  static int pieces(long length) {
    return Math.toIntExact((length + PIECE_BYTES - 1) / PIECE_BYTES);
  }

  /** Whether the file has what was written. */
  boolean isIntact(SpoolFragments file) throws IOException {
    for (SpoolIndex.Extent extent : extents()) {
      if (!file.isIntact(extent)) {
        return false;
      }
    }
    return true;
  }

  /** The array's bytes as they are read, each part with its checksum. */
  List<SpoolIndex.Extent> extents() {
    List<SpoolIndex.Extent> extents = new ArrayList<>(checksums.length);
    for (int k = 0; k < checksums.length; k++) {
      long at = (long) k * PIECE_BYTES;
      int part = (int) Math.min(PIECE_BYTES, length - at);
      extents.add(new SpoolIndex.Extent(position + at, part, checksums[k]));
    }
    return extents;
  }
}
