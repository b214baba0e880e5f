package org.acmespark.engine;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.acmespark.store.Block;

/**
 * Parts of blocks as bytes on the control channel, without Java's serialization around them: a
 * mark, the stream, the place in it, and the content as it is.
 */
final class FragmentFrame {
  /** Serialized objects begin with 0xAC (Java Object Serialization Specification, section 6.4). */
  private static final byte MARK = 'F';

  private static final int HEAD_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;

  private FragmentFrame() {}

  static byte[] of(Block.Fragment fragment) {
    ByteBuffer content = fragment.content();
    return ByteBuffer.allocate(HEAD_BYTES + content.remaining())
        .put(MARK)
        .putLong(fragment.stream().getMostSignificantBits())
        .putLong(fragment.stream().getLeastSignificantBits())
        .putInt(fragment.sequence())
        .put(content)
        .array();
  }

  static boolean is(byte[] message) {
    return message.length >= HEAD_BYTES && message[0] == MARK;
  }

  /** The fragment of a frame, whose bytes it goes on to use. */
  static Block.Fragment parse(byte[] frame) {
    ByteBuffer head = ByteBuffer.wrap(frame);
    head.get();
    var stream = new UUID(head.getLong(), head.getLong());
    return new Block.Fragment(stream, head.getInt(), frame, HEAD_BYTES, frame.length - HEAD_BYTES);
  }
}
