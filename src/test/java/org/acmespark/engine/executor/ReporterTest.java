package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.acmespark.TestSpark;
import org.acmespark.Waiting;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.function.Closure;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.CallMemory;
import org.acmespark.model.Computation;
import org.acmespark.model.Fn1;
import org.acmespark.model.SharedArguments;
import org.acmespark.store.payload.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The thread that speaks for all tasks of a run in one JVM. */
class ReporterTest {
  private static final int ERRORS = 3;
  private static final AtomicInteger REPORTS = new AtomicInteger();

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  /** A driver that has one range. Errors are thrown for the first reports. */
  private record Driver(int errors) implements ControlChannel, ControlChannel.Address {
    @Override
    @SuppressWarnings("unchecked") // each kind of message has one kind of answer
    public <A extends Answer> A ask(Message<A> message) {
      if (message instanceof Message.Progress) {
        if (REPORTS.incrementAndGet() <= errors) {
          throw new LinkageError("made up");
        }
        return (A) new Answer.Shrinks(List.of(), false);
      }
      return (A)
          (message instanceof Message.Commit ? new Answer.Committed() : new Answer.Received());
    }

    @Override
    public ControlChannel connect() {
      return this;
    }
  }

  static Void returnsAfterReports(Computation computation) throws Exception {
    int enough = ERRORS + 3;
    Waiting.until(() -> REPORTS.get() >= enough, () -> REPORTS + " reports");
    return null;
  }

  private static RunSpec spec(Driver driver) {
    Fn1<Computation, Void> function = ReporterTest::returnsAfterReports;
    return new RunSpec(
        "reported",
        UserFunction.of(function),
        List.<Arg<?>>of(new Arg.Context()),
        1,
        1,
        0,
        false,
        Duration.ZERO,
        CallMemory.UNPLANNED,
        SharedArguments.AUTO,
        Map.of(),
        new Layout.Nothing(),
        System.Logger.Level.INFO,
        driver);
  }

  @AfterEach
  void forget() {
    ExecutorRun.forget("reported");
    REPORTS.set(0);
  }

  @Test
  void goesOnAfterAnError() {
    var driver = new Driver(ERRORS);
    ExecutorRun run = ExecutorRun.here(spec(driver), driver);
    var whole = new IndexSet.Range(0, 1);
    var inputs = RangeInputs.here(run.spec().args(), 0);
    var range = new RangeWork(0, whole, Duration.ofDays(1), inputs);

    run.execute(range, new Answer.Work(List.of(whole), false), Collections.emptyIterator());

    assertTrue(REPORTS.get() >= ERRORS + 3, () -> REPORTS + " reports");
  }

  /** A task that waits for its next range computes nothing, but needs the reporter afterwards. */
  @Test
  void staysWhileATaskHoldsTheRun() throws IOException {
    RunSpec spec = spec(new Driver(0));
    Closure closure = Closure.of(spec.function(), spec.args());
    var broadcast = SPARK.context().broadcast(Parcel.pack(closure, "reported", List.of(), spec));
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    try {
      ExecutorRun first = ExecutorRun.enter("reported", broadcast);
      ExecutorRun second = ExecutorRun.enter("reported", broadcast);
      assertEquals(first, second);
      assertFalse(first.retire());
      first.leave();
      assertFalse(first.retire());
      second.leave();
      assertTrue(second.retire());
    } finally {
      thread.setContextClassLoader(loader);
      broadcast.destroy();
    }
  }
}
