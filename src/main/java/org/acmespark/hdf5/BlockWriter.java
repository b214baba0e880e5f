package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes the elements of large contiguous datasets straight into their place in the file, without
 * the library and its lock: two threads write faster so than through it.
 */
final class BlockWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private Optional<FileChannel> channel = Optional.empty();
  private Optional<ByteBuffer> buffer = Optional.empty();

  BlockWriter(Path path) {
    this.path = path;
  }

  /** Writes all elements, little-endian, from byte {@code offset} of the file on. */
  void write(long offset, Hdf5Value value) throws IOException {
    FileChannel file = channel();
    ByteBuffer chunk = buffer();
    int entryBytes = Packing.entryBytes(value.type());
    int entries = Packing.entries(value.elements());
    int perChunk = BUFFER_BYTES / entryBytes;
    long position = offset;
    for (int from = 0; from < entries; ) {
      int count = Math.min(perChunk, entries - from);
      Packing.pack(value.elements(), from, count, chunk);
      chunk.position(0).limit(count * entryBytes);
      while (chunk.hasRemaining()) {
        position += file.write(chunk, position);
      }
      from += count;
    }
  }

  private FileChannel channel() throws IOException {
    if (channel.isEmpty()) {
      channel = Optional.of(FileChannel.open(path, StandardOpenOption.WRITE));
    }
    return channel.get();
  }

  private ByteBuffer buffer() {
    if (buffer.isEmpty()) {
      buffer = Optional.of(ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN));
    }
    return buffer.get();
  }

  /** Errors of closing are found by the sync that follows, or do not matter. */
  @Override
  public void close() {
    if (channel.isPresent()) {
      try {
        channel.get().close();
      } catch (IOException ignored) {
        // Data went out with write; what is on disk is settled by force on another channel.
      }
      channel = Optional.empty();
    }
  }
}
