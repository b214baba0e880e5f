package org.acmespark.engine.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * What goes before the elements of a piece.
 *
 * @param stream identifier of the stream of the block to which the array belongs
 * @param array where the array begins in the file, in bytes
 * @param at where the piece begins in the file, in bytes
 */
record PieceHead(UUID stream, long array, long at) {
  /** Length of a token: 128 bits cannot be guessed. */
  static final int TOKEN_BYTES = 16;

  private static final int BYTES = TOKEN_BYTES + 4 * Long.BYTES;

  ByteBuffer encode(byte[] token) {
    return ByteBuffer.allocate(BYTES)
        .put(token)
        .putLong(stream.getMostSignificantBits())
        .putLong(stream.getLeastSignificantBits())
        .putLong(array)
        .putLong(at)
        .flip();
  }

  /**
   * Decodes a head. The duration does not depend on how many bytes of the token are right.
   *
   * @throws IllegalArgumentException if it does not have this token, or is no head
   */
  static PieceHead decode(ByteBuffer bytes, byte[] token) {
    byte[] given = new byte[TOKEN_BYTES];
    if (bytes.remaining() != BYTES || !MessageDigest.isEqual(token, fill(bytes, given))) {
      throw new IllegalArgumentException("acme: it is not of this run");
    }
    return new PieceHead(
        new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong(), bytes.getLong());
  }

  private static byte[] fill(ByteBuffer from, byte[] array) {
    from.get(array);
    return array;
  }
}
