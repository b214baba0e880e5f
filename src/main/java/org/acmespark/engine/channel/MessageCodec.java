package org.acmespark.engine.channel;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;

/**
 * Frames of the control channel. A question is the run's token, a byte that says its kind, and the
 * message; an answer needs no token, since it goes to whoever has asked.
 *
 * <p>The token is drawn for each run and travels with what is broadcast to its executors. Nothing
 * of a frame is looked at before its token is found right.
 */
final class MessageCodec {
  /** 128 bits: nobody guesses them. */
  static final int TOKEN_BYTES = 16;

  private static final byte MESSAGE = 'M';
  private static final byte FRAGMENT = 'F';
  private static final int FRAGMENT_HEAD_BYTES = TOKEN_BYTES + 1 + 2 * Long.BYTES + Integer.BYTES;

  private static final byte[] NOTHING = {};

  private static final List<Class<?>> ANSWERS =
      List.of(Message.Assignment.class, Message.Work.class, Shrinks.class, Integer.class);

  /** A list has no class that says what is in it. */
  private record Shrinks(List<Message.Shrink> shrinks) implements Serializable {}

  private final byte[] token;

  MessageCodec(byte[] token) {
    this.token = token.clone();
  }

  static byte[] newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return token;
  }

  /** A question as bytes; parts of blocks, which are large, are copied once. */
  byte[] question(Message message) {
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
   * The message of a frame, whose bytes a part of a block goes on to use.
   *
   * @throws AcmeException if the frame has not this run's token, or is no message
   */
  Message parse(byte[] frame) {
    if (frame.length <= TOKEN_BYTES || !hasToken(frame)) {
      throw new AcmeException("it is not of this run");
    }
    ByteBuffer in = ByteBuffer.wrap(frame).position(TOKEN_BYTES);
    byte kind = in.get();
    if (kind == MESSAGE) {
      var message = (Message) WireFormat.readAll(WireFormat.of(Message.class), in);
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

  /** How long it takes does not depend on how much of the token is right. */
  private boolean hasToken(byte[] frame) {
    byte[] given = new byte[TOKEN_BYTES];
    System.arraycopy(frame, 0, given, 0, TOKEN_BYTES);
    return MessageDigest.isEqual(token, given);
  }

  /** An answer as bytes; null is the empty one. */
  static byte[] answer(Serializable answer) {
    if (answer == null) {
      return NOTHING;
    }
    Object typed = answer instanceof List<?> list ? shrinks(list) : answer;
    int number = ANSWERS.indexOf(typed.getClass());
    if (number < 0) {
      throw new IllegalStateException("no form for the answer " + answer.getClass());
    }
    var out = new WireOutput();
    out.putByte(number);
    WireFormat.of(ANSWERS.get(number)).write(typed, out);
    return out.toByteArray();
  }

  private static Shrinks shrinks(List<?> list) {
    return new Shrinks(list.stream().map(Message.Shrink.class::cast).toList());
  }

  /**
   * The answer that bytes hold, null for the empty one.
   *
   * @throws AcmeException if they hold none
   */
  static Serializable parseAnswer(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int number = in.get();
    if (number < 0 || number >= ANSWERS.size()) {
      throw WireFormat.malformed("there is no answer " + number);
    }
    Object answer = WireFormat.readAll(WireFormat.of(ANSWERS.get(number)), in);
    return (Serializable) (answer instanceof Shrinks all ? all.shrinks() : answer);
  }
}
