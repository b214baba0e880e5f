package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.acmespark.TestSpark;
import org.acmespark.Waiting;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.CallMemory;
import org.acmespark.model.Fn2;
import org.acmespark.model.SharedArguments;
import org.acmespark.store.payload.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a task does while a block of its is on the way to the driver. Each result is a block of its
 * own unless the test says otherwise. A verdict is there when the task asks for it, so "answered"
 * says when that is.
 */
class CommitsTest {
  private static final String RUN = "committed";
  private static final byte[] FULL_BLOCK = new byte[4 << 20];
  private static final byte[] SMALL = new byte[1];

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  /** What the function does, by computation; static, as the code that Spark's task runs. */
  private interface Called {
    byte[] with(long index, double[] shared) throws Exception;
  }

  private static Called called;
  private static Driver driver;
  private static int computations;
  private static boolean careful;

  static byte[] call(Long element, double[] shared) throws Exception {
    EVENTS.add("call " + element);
    return called.with(element, shared);
  }

  /** A driver that publishes every block, unless a test says otherwise. */
  private static class Driver implements ControlChannel {
    Answer.Verdict publish(List<Long> block) {
      return new Answer.Committed();
    }

    boolean drains() {
      return false;
    }

    void receive(Message.Calling calling) {}

    @Override
    public <A extends Answer> Supplier<A> begin(Message<A> message) {
      if (!(message instanceof Message.Commit commit)) {
        return ControlChannel.super.begin(message);
      }
      List<Long> block = LongStream.of(commit.attempts().indices()).boxed().toList();
      EVENTS.add("sent " + block);
      return () -> {
        EVENTS.add("answered " + block);
        return message.answerType().cast(publish(block));
      };
    }

    @Override
    public <A extends Answer> A ask(Message<A> message) {
      return message.answerType().cast(answer(message));
    }

    private Answer answer(Message<?> message) {
      if (message instanceof Message.Progress) {
        return new Answer.Shrinks(List.of(), drains());
      } else if (message instanceof Message.Commit commit) {
        return begin(commit).get();
      } else if (message instanceof Message.Begin) {
        EVENTS.add("what is left?");
        return new Answer.Work(List.of(new IndexSet.Range(computations - 1, computations)), false);
      } else if (message instanceof Message.Calling calling) {
        receive(calling);
      } else if (message instanceof Message.End end) {
        EVENTS.add("end " + end.end());
      } else if (message instanceof Message.Trouble trouble) {
        EVENTS.add("trouble: " + trouble.message());
      }
      return new Answer.Received();
    }
  }

  @AfterEach
  void forget() {
    ExecutorRun.forget(RUN);
    EVENTS.clear();
    careful = false;
  }

  private static void run(int n, Driver answering, Called function) {
    driver = answering;
    called = function;
    computations = n;
    SPARK.context().parallelize(List.of(1), 1).foreach(one -> execute());
  }

  private static void execute() {
    Fn2<Long, double[], byte[]> function = CommitsTest::call;
    var spec =
        new RunSpec(
            RUN,
            UserFunction.of(function),
            List.<Arg<?>>of(new Arg.Distributed<>(""), new Arg.All<>(new double[1])),
            computations,
            1,
            0,
            false,
            Duration.ZERO,
            CallMemory.UNPLANNED,
            SharedArguments.CHECK,
            Map.of(),
            new Layout.Memory(),
            System.Logger.Level.INFO,
            () -> driver);
    ExecutorRun run = ExecutorRun.here(spec, driver);
    var whole = new IndexSet.Range(0, computations);
    var range = new RangeWork(0, whole, Duration.ofDays(1), RangeInputs.here(run.spec().args(), 0));
    Iterator<Long> elements = LongStream.range(0, computations).iterator();
    run.execute(range, new Answer.Work(List.of(whole), careful), elements);
  }

  private static void assertEvents(String... expected) {
    assertEquals(List.of(expected), new ArrayList<>(EVENTS));
  }

  @Test
  void theNextCallIsMadeWhileABlockIsOnTheWayAndTheNextBlockWaits() {
    run(3, new Driver(), (index, shared) -> FULL_BLOCK);

    assertEvents(
        "call 0",
        "sent [0]",
        "call 1",
        "answered [0]",
        "sent [1]",
        "call 2",
        "answered [1]",
        "sent [2]",
        "answered [2]",
        "end 3");
  }

  @Test
  void theLastBlockIsAnsweredBeforeTheRangeEnds() {
    run(2, new Driver(), (index, shared) -> index == 0 ? FULL_BLOCK : SMALL);

    assertEvents("call 0", "sent [0]", "call 1", "answered [0]", "sent [1]", "answered [1]");
  }

  /** Its elements, which an RDD gives once, are kept as long. */
  @Test
  void afterALateRefusalWhatIsLeftIsComputedAgainAndNothingElse() {
    var refuses =
        new Driver() {
          private boolean refused;

          @Override
          Answer.Verdict publish(List<Long> block) {
            if (refused || !block.equals(List.of(1L, 2L))) {
              return new Answer.Committed();
            }
            refused = true;
            return new Answer.Refused(
                new Answer.Work(
                    List.of(new IndexSet.Range(1, 2), new IndexSet.Range(4, 5)), false));
          }
        };

    run(5, refuses, (index, shared) -> index == 1 ? SMALL : FULL_BLOCK);

    assertEvents(
        "call 0",
        "sent [0]",
        "call 1",
        "call 2",
        "answered [0]",
        "sent [1, 2]",
        "call 3",
        "answered [1, 2]",
        "call 1",
        "call 4",
        "sent [1, 4]",
        "answered [1, 4]",
        "end 5");
  }

  /** What the driver says then must not contain computations that are being published. */
  @Test
  void whatIsLeftAfterAChangeOfASharedArgumentIsAskedAfterTheVerdict() {
    var changes = new ArrayList<Long>();

    run(
        3,
        new Driver(),
        (index, shared) -> {
          if (index == 2 && changes.isEmpty()) {
            changes.add(index);
            shared[0]++;
          }
          return FULL_BLOCK;
        });

    assertEvents(
        "call 0",
        "sent [0]",
        "call 1",
        "answered [0]",
        "sent [1]",
        "call 2",
        "answered [1]",
        "what is left?",
        "call 2",
        "sent [2]",
        "answered [2]",
        "end 3");
  }

  private static final class Failing extends Driver {
    @Override
    Answer.Verdict publish(List<Long> block) {
      throw new AcmeException("block " + block + " is not seen");
    }

    @Override
    boolean drains() {
      return EVENTS.contains("call 1");
    }
  }

  @Test
  void aFailureThatArrivesLateEndsTheTask() {
    run(3, new Failing(), (index, shared) -> FULL_BLOCK);

    assertEvents("call 0", "sent [0]", "call 1", "answered [0]", "trouble: block [0] is not seen");
  }

  @Test
  void aFailureThatTheReporterReceivesDuringTheLastCallEndsTheTask() {
    run(2, new Failing(), CommitsTest::returnsWhenAnswered);

    assertEvents("call 0", "sent [0]", "call 1", "answered [0]", "trouble: block [0] is not seen");
  }

  @Test
  void aFailureThatTheReporterReceivesBeginsNoFurtherCall() {
    run(3, new Failing(), CommitsTest::returnsWhenAnswered);

    assertEvents("call 0", "sent [0]", "call 1", "answered [0]", "trouble: block [0] is not seen");
  }

  private static byte[] returnsWhenAnswered(long index, double[] shared) throws Exception {
    if (index == 0) {
      return FULL_BLOCK;
    }
    Waiting.until(() -> EVENTS.contains("answered [0]"), () -> "events " + EVENTS);
    return SMALL;
  }

  /** What the driver accepts from a task that is in trouble, it accepts before it knows. */
  @Test
  void aTaskInTroubleWaitsForItsBlockFirst() {
    careful = true;
    var fails =
        new Driver() {
          @Override
          void receive(Message.Calling calling) {
            if (calling.index() == 1) {
              throw new AcmeException("made up");
            }
          }
        };

    run(2, fails, (index, shared) -> FULL_BLOCK);

    assertEvents("call 0", "sent [0]", "answered [0]", "trouble: made up");
  }

  /** The first result fills a block. The executor is about to end during the last call. */
  private static void runAndCommitAllIn(long last) {
    run(
        (int) last + 1,
        new Driver(),
        (index, shared) -> {
          if (index == last) {
            ExecutorRun.commitAll();
            EVENTS.add("all is published");
          }
          return index == 0 ? FULL_BLOCK : SMALL;
        });
  }

  @Test
  void beforeTheExecutorEndsAllThatIsFinishedIsPublished() {
    runAndCommitAllIn(2);

    assertEvents(
        "call 0",
        "sent [0]",
        "call 1",
        "call 2",
        "answered [0]",
        "sent [1]",
        "answered [1]",
        "all is published",
        "sent [2]",
        "answered [2]");
  }

  @Test
  void beforeTheExecutorEndsABlockOnTheWayIsPublishedThoughNothingElseIsFinished() {
    runAndCommitAllIn(1);

    assertEvents(
        "call 0",
        "sent [0]",
        "call 1",
        "answered [0]",
        "all is published",
        "sent [1]",
        "answered [1]");
  }

  @Test
  void theDriversOwnThreadHasEachVerdictAtOnce() {
    driver = new Driver();
    called = (index, shared) -> FULL_BLOCK;
    computations = 2;

    execute();

    assertEvents(
        "call 0", "sent [0]", "answered [0]", "call 1", "sent [1]", "answered [1]", "end 2");
  }

  @Test
  void aTaskCommitsOnceItHasReadManyElementsSinceTheLastBlock() {
    byte[] large = new byte[40 << 20];
    var elements = new InputElements(Arrays.asList(large, large, large, large).iterator(), 0);
    elements.get(1);
    assertEquals(true, elements.areMany());

    elements.offered();
    elements.get(2);
    assertEquals(false, elements.areMany());
    elements.forgetBefore(2);
    assertEquals(large, elements.get(2));
    elements.get(3);
    assertEquals(true, elements.areMany());
  }
}
