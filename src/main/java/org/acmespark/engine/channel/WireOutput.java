package org.acmespark.engine.channel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.acmespark.model.AcmeException;

/** Collects the bytes of a message, big-endian. */
final class WireOutput {
  private static final int FIRST_BYTES = 256;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);

  /** Returns the buffer, with room for {@code count} more values of {@code each} bytes. */
  ByteBuffer room(int count, int each) {
    long needed = (long) count * each;
    if (buffer.remaining() < needed) {
      long all = buffer.position() + needed;
      if (all > MOST_BYTES) {
        throw new AcmeException("a message of %s bytes is more than can be sent".formatted(all));
      }
      int larger = (int) Math.min(MOST_BYTES, Math.max(all, 2L * buffer.capacity()));
      buffer = ByteBuffer.allocate(larger).put(buffer.flip());
    }
    return buffer;
  }

  void putByte(int value) {
    room(1, Byte.BYTES).put((byte) value);
  }

  void putInt(int value) {
    room(1, Integer.BYTES).putInt(value);
  }

  void putLong(long value) {
    room(1, Long.BYTES).putLong(value);
  }

  void putBytes(byte[] bytes) {
    room(bytes.length, Byte.BYTES).put(bytes);
  }

  byte[] toByteArray() {
    return buffer.position() == buffer.capacity()
        ? buffer.array()
        : Arrays.copyOf(buffer.array(), buffer.position());
  }
}
