package org.acmespark.engine.channel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.UUID;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;

/**
 * Encodes and decodes frames of the control channel. A question consists of the run's token, a byte
 * for its kind, and the message. An answer needs no token, since it goes back to the sender of the
 * question.
 *
 * <p>The token is a random number for each run. Executors get it with the broadcast of the run. A
 * frame is read only after its token is verified.
 */
final class MessageCodec {
  /** Length of a token: 128 bits cannot be guessed. */
  static final int TOKEN_BYTES = 16;

  private static final byte MESSAGE = 'M';
  private static final byte FRAGMENT = 'F';
  private static final int FRAGMENT_HEAD_BYTES = TOKEN_BYTES + 1 + 2 * Long.BYTES + Integer.BYTES;

  private final byte[] token;

  MessageCodec(byte[] token) {
    this.token = token.clone();
  }

  static byte[] newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return token;
  }

  /** Encodes a question. Parts of blocks are large, so they are copied only once. */
  byte[] question(Message<?> message) {
    if (message instanceof Message.Part part) {
      Block.Fragment fragment = part.fragment();
      ByteBuffer content = fragment.content();
      return ByteBuffer.allocate(FRAGMENT_HEAD_BYTES + content.remaining())
          .put(token)
          .put(FRAGMENT)
          .putLong(fragment.stream().getMostSignificantBits())
          .putLong(fragment.stream().getLeastSignificantBits())
          .putInt(fragment.sequence())
          .put(content)
          .array();
    }
    var out = new WireOutput();
    out.putBytes(token);
    out.putByte(MESSAGE);
    WireFormat.of(Message.class).write(message, out);
    return out.toByteArray();
  }

  /**
   * Decodes the message of a frame. A part of a block keeps using the bytes of the frame.
   *
   * @throws AcmeException if the frame does not have this run's token, or is no message
   */
  Message<?> parse(byte[] frame) {
    if (frame.length <= TOKEN_BYTES || !hasToken(frame)) {
      throw new AcmeException("it is not of this run");
    }
    ByteBuffer in = ByteBuffer.wrap(frame).position(TOKEN_BYTES);
    byte kind = in.get();
    if (kind == MESSAGE) {
      var message = (Message<?>) WireFormat.readAll(WireFormat.of(Message.class), in);
      if (message instanceof Message.Part) {
        throw WireFormat.malformed("a part of a block has a kind of its own");
      }
      return message;
    }
    if (kind != FRAGMENT || frame.length < FRAGMENT_HEAD_BYTES) {
      throw WireFormat.malformed("there is no kind " + kind);
    }
    var stream = new UUID(in.getLong(), in.getLong());
    return new Message.Part(
        new Block.Fragment(
            stream, in.getInt(), frame, FRAGMENT_HEAD_BYTES, frame.length - FRAGMENT_HEAD_BYTES));
  }

  /** Compares the token. The duration does not depend on how many bytes of the token are right. */
  private boolean hasToken(byte[] frame) {
    byte[] given = new byte[TOKEN_BYTES];
    System.arraycopy(frame, 0, given, 0, TOKEN_BYTES);
    return MessageDigest.isEqual(token, given);
  }

  static byte[] answer(Answer answer) {
    var out = new WireOutput();
    WireFormat.of(Answer.class).write(answer, out);
    return out.toByteArray();
  }

  /**
   * Decodes an answer.
   *
   * @param type what the message asks for
   * @throws AcmeException if the bytes are no answer, or one of another type
   */
  static <A extends Answer> A parseAnswer(Class<A> type, byte[] bytes) {
    Object answer = WireFormat.readAll(WireFormat.of(Answer.class), ByteBuffer.wrap(bytes));
    if (!type.isInstance(answer)) {
      throw WireFormat.malformed(
          "%s is no %s".formatted(answer.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(answer);
  }
}
