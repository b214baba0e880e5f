package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.acmespark.checksum.SumOfParts;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;

/**
 * Writes the elements of large contiguous datasets directly to their place in the file, without the
 * library and its lock. Several threads can write at the same time.
 */
final class DirectWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Buffers outside the heap are freed late, so there are only as many as threads that write at the
   * same time.
   */
  private static final Queue<ByteBuffer> BUFFERS = new ConcurrentLinkedQueue<>();

  private final Path path;
  private final SumOfParts sums;
  private Optional<FileChannel> channel = Optional.empty();

  /**
   * @param sums takes the checksums of what is written
   */
  DirectWriter(Path path, SumOfParts sums) {
    this.path = path;
    this.sums = sums;
  }

  /** Writes all elements, little-endian, from byte {@code offset} of the file on. */
  void write(long offset, Hdf5Value value) throws IOException {
    FileChannel file = channel();
    ByteBuffer free = BUFFERS.poll();
    ByteBuffer buffer =
        free != null
            ? free
            : ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try {
      write(file, offset, value, buffer);
    } finally {
      BUFFERS.add(buffer);
    }
  }

  /** Writes bytes unchanged. */
  void write(long offset, ByteBuffer bytes) throws IOException {
    FileChannel file = channel();
    sums.add(offset, bytes);
    long position = offset;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }

  private void write(FileChannel file, long offset, Hdf5Value value, ByteBuffer buffer)
      throws IOException {
    int entryBytes = Packing.entryBytes(value.type());
    int entries = Packing.entries(value.elements());
    int atOnce = BUFFER_BYTES / entryBytes;
    long position = offset;
    for (int from = 0; from < entries; from += Math.min(atOnce, entries - from)) {
      int count = Math.min(atOnce, entries - from);
      Packing.pack(value.elements(), from, count, buffer);
      buffer.position(0).limit(count * entryBytes);
      sums.add(position, buffer);
      while (buffer.hasRemaining()) {
        position += file.write(buffer, position);
      }
    }
  }

  private FileChannel channel() throws IOException {
    if (channel.isEmpty()) {
      channel = Optional.of(FileChannel.open(path, StandardOpenOption.WRITE));
    }
    return channel.get();
  }

  /** Ignores errors of closing: the sync that follows finds them, or they do not matter. */
  @Override
  public void close() {
    if (channel.isPresent()) {
      try {
        channel.get().close();
      } catch (IOException ignored) {
        // The data were passed to the system by write; force on another channel writes them to
        // disk.
      }
      channel = Optional.empty();
    }
  }
}
