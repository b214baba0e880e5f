package org.acmespark.store.single;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.checksum.SumOfParts;

/**
 * An array in the {@link ValuesFile}.
 *
 * @param position of its first byte
 * @param length in bytes
 * @param cut where one checksum ends and the next begins
 * @param checksums CRC32C of each part
 */
record Placed(long position, long length, Cut cut, int[] checksums) {
  /** Where the parts of an array end that have a checksum each. */
  enum Cut {
    /** At multiples of 4 MB after the first byte of the array; in spools of earlier versions. */
    FROM_THE_ARRAY(4 << 20),
    /** At multiples of 1 MB in the file, of which the checksums of the whole file are made. */
    FROM_THE_FILE(SumOfParts.STEP_BYTES);

    private final int bytes;

    Cut(int bytes) {
      this.bytes = bytes;
    }

    /**
     * Returns the end of the part to which byte {@code at} belongs, if the array is long enough.
     */
    long end(long position, long at) {
      long origin = this == FROM_THE_ARRAY ? position : 0;
      return origin + ((at - origin) / bytes + 1) * bytes;
    }

    /** Number of parts of an array. */
    int parts(long position, long length) {
      return length == 0
          ? 0
          : Math.toIntExact(
              (end(position, position + length - 1) - end(position, position)) / bytes + 1);
    }
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
    long at = position;
    for (int checksum : checksums) {
      long end = Math.min(cut.end(position, at), position + length);
      extents.add(new SpoolIndex.Extent(at, Math.toIntExact(end - at), checksum));
      at = end;
    }
    return extents;
  }
}
