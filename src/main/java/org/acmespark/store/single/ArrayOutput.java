package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Writes one array to its place, from first to last byte. */
final class ArrayOutput implements WritableByteChannel {
  private final FileChannel channel;
  private final Consumer<FileChannel> unused;
  private final int[] checksums;
  private final CRC32C checksum = new CRC32C();
  private final long begin;
  private long at;

  /**
   * @param position of the array's first byte
   * @param length of the array in bytes
   * @param unused takes the channel when the array is written
   */
  ArrayOutput(FileChannel channel, long position, long length, Consumer<FileChannel> unused) {
    this.channel = channel;
    this.unused = unused;
    this.checksums = new int[Placed.pieces(length)];
    this.begin = position;
    this.at = position;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    check(bytes.duplicate());
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    return count;
  }

  private void check(ByteBuffer bytes) {
    long done = at - begin;
    while (bytes.hasRemaining()) {
      int piece = (int) (done / Placed.PIECE_BYTES);
      int room = (int) ((piece + 1L) * Placed.PIECE_BYTES - done);
      ByteBuffer part = bytes.duplicate();
      part.limit(part.position() + Math.min(room, part.remaining()));
      int count = part.remaining();
      checksum.update(part);
      bytes.position(bytes.position() + count);
      done += count;
      checksums[piece] = (int) checksum.getValue();
      if (count == room) {
        checksum.reset();
      }
    }
  }

  /** The checksums of what has been written, one for each {@link Placed#PIECE_BYTES} bytes. */
  int[] checksums() {
    return checksums;
  }

  /** Where the next byte is written. */
  long at() {
    return at;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** An interrupt closes a channel, so each writing thread has its own. */
  @Override
  public void close() {
    if (channel.isOpen()) {
      unused.accept(channel);
    }
  }
}
