package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;

/** Writes one array to its place, from first to last byte. */
final class ArrayOutput implements WritableByteChannel {
  private static final int BUFFER_BYTES = 1 << 20;

  private static final Queue<ByteBuffer> BUFFERS = new ConcurrentLinkedQueue<>();
  static final Placed.Cut CUT = Placed.Cut.FROM_THE_FILE;

  private final FileChannel channel;
  private final Consumer<FileChannel> unused;
  private final PartChecksums checksums;
  private long at;

  /**
   * @param position of the array's first byte
   * @param length of the array in bytes
   * @param unused takes the channel when the array is written
   */
  ArrayOutput(FileChannel channel, long position, long length, Consumer<FileChannel> unused) {
    this.channel = channel;
    this.unused = unused;
    this.checksums = new PartChecksums(CUT, position, length);
    this.at = position;
  }

  /** Writes all elements, little-endian. */
  void write(Hdf5Value array) throws IOException {
    int entryBytes = Packing.entryBytes(array.type());
    int entries = Packing.entries(array.elements());
    int atOnce = BUFFER_BYTES / entryBytes;
    ByteBuffer free = BUFFERS.poll();
    ByteBuffer buffer =
        free != null
            ? free
            : ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try {
      for (int from = 0; from < entries; from += Math.min(atOnce, entries - from)) {
        int count = Math.min(atOnce, entries - from);
        Packing.pack(array.elements(), from, count, buffer);
        buffer.position(0).limit(count * entryBytes);
        write(buffer);
      }
    } finally {
      BUFFERS.add(buffer);
    }
  }

  /** Number of bytes of an array's elements. */
  static long bytes(Hdf5Value array) {
    return (long) Packing.entries(array.elements()) * Packing.entryBytes(array.type());
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    checksums.add(bytes.duplicate());
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    return count;
  }

  /** The checksums of what has been written, one for each part. */
  int[] checksums() {
    return checksums.values();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    if (channel.isOpen()) {
      unused.accept(channel);
    }
  }
}
