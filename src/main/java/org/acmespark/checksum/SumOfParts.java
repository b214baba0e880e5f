package org.acmespark.checksum;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/**
 * Makes the sum of a file from parts whose bytes are known when they are written, in any order.
 * What lies between is read from the file, which is in the system's cache at that time.
 *
 * <p>For one thread at a time.
 */
public final class SumOfParts {
  /** Parts are cut at multiples of this. */
  public static final int STEP_BYTES = 1 << 20;

  /** Fits into a processor's cache, where the checksum finds what has just been read. */
  private static final int BUFFER_BYTES = 128 << 10;

  /**
   * Buffers outside the heap are freed late, so there are as many as threads that read at a time.
   */
  private static final Queue<ByteBuffer> BUFFERS = new ConcurrentLinkedQueue<>();

  /** Set by a benchmark, which compares writing with and without checksums. */
  private static volatile boolean off;

  private final NavigableMap<Long, Part> parts = new TreeMap<>();
  private final CRC32C running = new CRC32C();
  private long begin;
  private long end;
  private long known;

  private record Part(long bytes, int checksum) {}

  /** Takes bytes that are about to be written at a position; the buffer stays as it is. */
  public void add(long position, ByteBuffer bytes) {
    if (off) {
      return;
    }
    if (position != end) {
      keepRunning();
      begin = position;
      end = position;
    }
    ByteBuffer left = bytes.duplicate();
    while (left.hasRemaining()) {
      long room = STEP_BYTES - end % STEP_BYTES;
      ByteBuffer next = left.duplicate();
      next.limit(next.position() + (int) Math.min(room, next.remaining()));
      int count = next.remaining();
      running.update(next);
      left.position(left.position() + count);
      end += count;
      if (count == room) {
        keepRunning();
        begin = end;
      }
    }
  }

  /** Takes all that is written to a stream, from position 0 on. */
  public OutputStream checking(OutputStream out) {
    return new OutputStream() {
      private long position;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        add(position, ByteBuffer.wrap(bytes, offset, length));
        position += length;
        out.write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  private void keepRunning() {
    if (end > begin) {
      keep(begin, end - begin, (int) running.getValue());
    }
    running.reset();
  }

  /**
   * Takes the checksum of bytes in the file.
   *
   * @param bytes number of bytes; they do not cross a multiple of {@link #STEP_BYTES}
   */
  public void add(long position, long bytes, int checksum) {
    keepRunning();
    begin = end;
    keep(position, bytes, checksum);
  }

  /**
   * Replaces what was written there before; of a part that was overwritten in part, the rest is
   * read.
   */
  private void keep(long position, long bytes, int checksum) {
    var before = parts.lowerEntry(position);
    if (before != null && before.getKey() + before.getValue().bytes() > position) {
      remove(before.getKey());
    }
    for (var next = parts.ceilingEntry(position);
        next != null && next.getKey() < position + bytes;
        next = parts.ceilingEntry(position)) {
      remove(next.getKey());
    }
    parts.put(position, new Part(bytes, checksum));
    known += bytes;
  }

  private void remove(long position) {
    known -= parts.remove(position).bytes();
  }

  /** Number of bytes whose checksums are known. */
  public long knownBytes() {
    keepRunning();
    begin = end;
    return known;
  }

  /** Returns the sum of a file, of which nothing is known. */
  static FileSum of(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SumOfParts().complete(channel);
    }
  }

  /**
   * Returns the sum of a file, of which all is written. Reads what is not known.
   *
   * @param channel the file, open for reading
   */
  FileSum complete(FileChannel channel) throws IOException {
    if (off) {
      return FileSum.none();
    }
    keepRunning();
    begin = end;
    long size = channel.size();
    long blockBytes = FileSum.blockBytes(size);
    int[] blocks = new int[Math.toIntExact((size + blockBytes - 1) / blockBytes)];
    ByteBuffer free = BUFFERS.poll();
    ByteBuffer buffer = free != null ? free : ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      for (int k = 0; k < blocks.length; k++) {
        long first = k * blockBytes;
        blocks[k] = block(channel, first, Math.min(first + blockBytes, size), buffer);
      }
    } finally {
      BUFFERS.add(buffer);
    }
    return FileSum.of(size, blocks);
  }

  private int block(FileChannel channel, long first, long last, ByteBuffer buffer)
      throws IOException {
    int sum = 0;
    for (long at = first; at < last; ) {
      Part part = parts.get(at);
      long length;
      int checksum;
      if (part != null && at + part.bytes() <= last) {
        length = part.bytes();
        checksum = part.checksum();
      } else {
        Long next = parts.higherKey(at);
        length = Math.min(next == null ? last : next, last) - at;
        checksum = read(channel, at, length, buffer);
      }
      sum = at == first ? checksum : Crc32cJoin.join(sum, checksum, length);
      at += length;
    }
    return sum;
  }

  private static int read(FileChannel channel, long position, long bytes, ByteBuffer buffer)
      throws IOException {
    var checksum = new CRC32C();
    for (long done = 0; done < bytes; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - done));
      int count = channel.read(buffer, position + done);
      if (count < 0) {
        throw new IOException("the file ends at byte " + (position + done));
      }
      checksum.update(buffer.flip());
      done += count;
    }
    return (int) checksum.getValue();
  }
}
