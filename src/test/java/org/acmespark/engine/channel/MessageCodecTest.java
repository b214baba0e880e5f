package org.acmespark.engine.channel;

import static org.acmespark.engine.channel.SampleMessages.STREAM;
import static org.acmespark.engine.channel.SampleMessages.TASK;
import static org.acmespark.engine.channel.SampleMessages.commit;
import static org.acmespark.engine.channel.SampleMessages.messages;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.ObjectBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said on the control channel, as bytes and back, and bytes that nobody has said. */
class MessageCodecTest {
  private static final byte[] TOKEN = MessageCodec.newToken();
  private static final MessageCodec CODEC = new MessageCodec(TOKEN);

  /** Answers, with a message to which each may be given. */
  static Stream<Arguments> answers() {
    var work = new Answer.Work(List.of(new IndexSet.Range(3, 9)), true);
    var progress = new Message.Progress(List.of());
    return Stream.of(
        Arguments.of(Message.Begin.now(TASK, "host"), work),
        Arguments.of(Message.Begin.now(TASK, "host"), Answer.Work.none()),
        Arguments.of(
            Message.Next.now(1, 2, "host", WallTime.unlimited()), new Answer.Dismissal(true)),
        Arguments.of(commit(new Block.Nothing()), new Answer.Committed()),
        Arguments.of(commit(new Block.Nothing()), new Answer.Refused(work)),
        Arguments.of(progress, new Answer.Shrinks(List.of(new Answer.Shrink(TASK, 5)), true)),
        Arguments.of(progress, new Answer.Shrinks(List.of(), false)),
        Arguments.of(
            new Message.Part(new Block.Fragment(STREAM, 7, new byte[3], 1, 2)),
            new Answer.Room(4096)),
        Arguments.of(new Message.Reserve(STREAM, -1, 1L << 40), new Answer.Place(8192)),
        Arguments.of(new Message.End(TASK, 1), new Answer.Received()));
  }

  /** Records compare arrays by identity, so what Java's serialization makes of both is compared. */
  private static void assertSame(Object expected, Object actual) {
    assertArrayEquals(plain(expected), plain(actual), () -> expected + " came as " + actual);
  }

  private static byte[] plain(Object object) {
    // One after the other, since objects that are shared would be written once.
    return object instanceof List<?> list
        ? ObjectBytes.whole(list.toArray())
        : CODEC.question(
            object instanceof Message<?> m
                ? m
                : new Message.Trouble(TASK, "" + object, true, "", ""));
  }

  @ParameterizedTest
  @MethodSource("org.acmespark.engine.channel.SampleMessages#messages")
  void everyMessageArrivesAsItWasSent(Message<?> message) {
    Message<?> arrived = CODEC.parse(CODEC.question(message));

    assertEquals(message.getClass(), arrived.getClass());
    assertSame(message, arrived);
    if (message instanceof Message.Commit sent && sent.block() instanceof Block.Values values) {
      var there = (Block.Values) ((Message.Commit) arrived).block();
      assertArrayEquals(values.indices(), there.indices());
      assertEquals(values.values().getClass(), there.values().getClass());
      if (values.values() instanceof Object[] some) {
        Object[] came = (Object[]) there.values();
        for (int k = 0; k < some.length - 1; k++) {
          assertEquals(some[k], came[k]);
        }
        assertArrayEquals(
            ((Block.Serialized) some[some.length - 1]).pieces(),
            ((Block.Serialized) came[some.length - 1]).pieces());
      }
    }
    if (message instanceof Message.Commit sent) {
      var there = ((Message.Commit) arrived).attempts();
      assertEquals(sent.attempts().failed(), there.failed());
      assertArrayEquals(sent.attempts().peakHeaps(), there.peakHeaps());
      assertArrayEquals(sent.attempts().peakProcesses(), there.peakProcesses());
      assertArrayEquals(sent.attempts().attempts(), there.attempts());
    }
    if (message instanceof Message.Written sent) {
      Block.WrittenArray there = ((Message.Written) arrived).arrays().get(0);
      assertEquals(sent.stream(), ((Message.Written) arrived).stream());
      assertEquals(sent.arrays().get(0).position(), there.position());
      assertArrayEquals(sent.arrays().get(0).checksums(), there.checksums());
    } else if (!(message instanceof Message.Commit)) {
      assertEquals(message, arrived);
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyAnswerArrivesAsItWasSent(Message<?> message, Answer answer) {
    assertEquals(
        answer, MessageCodec.parseAnswer(message.answerType(), MessageCodec.answer(answer)));
  }

  @Test
  void theAddressOfAServerArrives() {
    var sent = new Answer.Server("host", 65535, new byte[] {1, -1});

    Answer.Server arrived =
        MessageCodec.parseAnswer(Answer.Server.class, MessageCodec.answer(sent));

    assertEquals(sent.host(), arrived.host());
    assertEquals(sent.port(), arrived.port());
    assertArrayEquals(sent.token(), arrived.token());
  }

  @Test
  void anAssignmentArrivesWithTheInputsOfItsRange() {
    var inputs = new RangeInputs.Travelling(3, new byte[][] {{1, 2}}, new byte[0]).arrived();
    var range = new RangeWork(1, new IndexSet.Range(3, 9), Duration.ofMillis(200), inputs);
    var sent = new Answer.Assignment(range, Answer.Work.none());

    Answer.Turn turn = MessageCodec.parseAnswer(Answer.Turn.class, MessageCodec.answer(sent));

    var arrived = assertInstanceOf(Answer.Assignment.class, turn);
    assertEquals(sent.work(), arrived.work());
    assertEquals(range.range(), arrived.range().range());
    assertEquals(range.budget(), arrived.range().budget());
    assertArrayEquals(new byte[] {1, 2}, arrived.range().inputs().travelling().inline()[0]);
  }

  @Test
  void refusesAnAnswerToAnotherMessageAndBytesThatAreNone() {
    List<Arguments> answers = answers().toList();
    int refused = 0;
    for (Arguments asked : answers) {
      var message = (Message<?>) asked.get()[0];
      for (Arguments given : answers) {
        byte[] bytes = MessageCodec.answer((Answer) given.get()[1]);
        if (!message.answerType().isInstance(given.get()[1])) {
          assertThrows(
              AcmeException.class, () -> MessageCodec.parseAnswer(message.answerType(), bytes));
          refused++;
        }
      }
      for (byte[] bytes : List.of(new byte[0], new byte[] {99}, new byte[] {-1})) {
        assertThrows(
            AcmeException.class, () -> MessageCodec.parseAnswer(message.answerType(), bytes));
      }
    }
    assertTrue(refused > 50, "refused " + refused);
  }

  @Test
  void everyKindOfMessageIsTried() {
    List<Class<?>> tried = messages().<Class<?>>map(Object::getClass).distinct().toList();
    for (Class<?> kind : Message.class.getPermittedSubclasses()) {
      boolean hasOwnTest = kind == Message.Part.class;
      assertTrue(tried.contains(kind) || hasOwnTest, kind::getName);
    }
  }

  @Test
  void aPartOfABlockIsNotCopiedAgain() {
    byte[] content = {1, 2, 3, 4, 5};
    byte[] frame = CODEC.question(new Message.Part(new Block.Fragment(STREAM, 7, content, 1, 3)));

    Block.Fragment arrived = ((Message.Part) CODEC.parse(frame)).fragment();

    assertEquals(STREAM, arrived.stream());
    assertEquals(7, arrived.sequence());
    assertEquals(ByteBuffer.wrap(content, 1, 3), arrived.content());
    assertTrue(arrived.bytes() == frame);
  }

  @Test
  void refusesFramesWithoutTheTokenBeforeItReadsThem() {
    byte[] right = CODEC.question(new Message.End(TASK, 1));
    byte[] wrong = right.clone();
    wrong[MessageCodec.TOKEN_BYTES - 1] ^= 1;
    byte[] other = new MessageCodec(MessageCodec.newToken()).question(new Message.End(TASK, 1));
    byte[] none = Arrays.copyOfRange(right, MessageCodec.TOKEN_BYTES, right.length);
    byte[] javas = ObjectBytes.whole(new Message.End(TASK, 1));
    for (byte[] frame : List.of(wrong, other, none, javas, TOKEN, new byte[0])) {
      var refusal = assertThrows(AcmeException.class, () -> CODEC.parse(frame));
      assertEquals("it is not of this run", refusal.getMessage());
    }
    assertEquals(new Message.End(TASK, 1), CODEC.parse(right));
  }

  @Test
  void refusesWhatIsNoMessageThoughTheTokenIsRight() {
    byte[] end = CODEC.question(new Message.End(TASK, 1));
    byte[] longer = Arrays.copyOf(end, end.length + 1);
    byte[] shorter = Arrays.copyOf(end, end.length - 1);
    byte[] otherKind = end.clone();
    otherKind[MessageCodec.TOKEN_BYTES] = 'X';
    byte[] otherMessage = end.clone();
    otherMessage[MessageCodec.TOKEN_BYTES + 1] = 99;
    byte[] javas = ByteBuffer.allocate(200).put(TOKEN).put(ObjectBytes.whole("text")).array();
    byte[] shortPart = ByteBuffer.allocate(20).put(TOKEN).put((byte) 'F').array();
    for (byte[] frame : List.of(longer, shorter, otherKind, otherMessage, javas, shortPart)) {
      String message = assertThrows(AcmeException.class, () -> CODEC.parse(frame)).getMessage();
      assertTrue(message.startsWith("a message is malformed: "), message);
    }
  }

  @Test
  void aLengthIsNotBelievedBeyondTheBytesThatAreThere() {
    byte[] frame = CODEC.question(new Message.Progress(List.of()));
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, Integer.MAX_VALUE);
    assertThrows(AcmeException.class, () -> CODEC.parse(frame));
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, -1);
    assertThrows(AcmeException.class, () -> CODEC.parse(frame));
  }

  /** Whatever the bytes are, it is a message or a refusal, at once and in little memory. */
  @Test
  void damagedMessagesAreRefusedOrAreMessages() {
    var random = new Random(19);
    List<byte[]> frames = messages().map(CODEC::question).toList();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] frame = frames.get(round % frames.size()).clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = MessageCodec.TOKEN_BYTES + random.nextInt(frame.length - MessageCodec.TOKEN_BYTES);
        frame[at] = (byte) random.nextInt();
      }
      try {
        CODEC.parse(frame);
      } catch (AcmeException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }
}
