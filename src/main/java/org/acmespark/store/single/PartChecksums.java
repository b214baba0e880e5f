package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Computes the checksums of an array's parts while its bytes pass by, from first to last. */
final class PartChecksums {
  private final Placed.Cut cut;
  private final long begin;
  private final int[] values;
  private final CRC32C checksum = new CRC32C();
  private int part;
  private long at;

  /**
   * @param position of the array's first byte in the file
   * @param length of the array in bytes
   */
  PartChecksums(Placed.Cut cut, long position, long length) {
    this.cut = cut;
    this.begin = position;
    this.values = new int[cut.parts(position, length)];
    this.at = position;
  }

  /** Adds the next bytes, all that remain in the buffer. */
  void add(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      long room = cut.end(begin, at) - at;
      ByteBuffer next = bytes.duplicate();
      next.limit(next.position() + (int) Math.min(room, next.remaining()));
      int count = next.remaining();
      checksum.update(next);
      bytes.position(bytes.position() + count);
      values[part] = (int) checksum.getValue();
      at += count;
      if (count == room) {
        checksum.reset();
        part++;
      }
    }
  }

  /** The checksums of what was added, one for each part. */
  int[] values() {
    return values;
  }
}
