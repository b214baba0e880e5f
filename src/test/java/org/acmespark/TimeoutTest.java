package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.acmespark.model.Computation;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TimeoutTest {
  private static final AtomicBoolean RELEASED = new AtomicBoolean();
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  @AfterAll
  static void endEndlessCalls() {
    RELEASED.set(true); // the endless ends with the tests
  }

  static int sleepAt(int x, int sleepy) throws InterruptedException {
    if (x == sleepy) {
      SlowCalls.takeForEver();
    }
    return 3 * x;
  }

  static int loopAt(int x, int endless) {
    while (x == endless && !RELEASED.get()) {
      Thread.onSpinWait();
    }
    return 3 * x;
  }

  static int sleepAtFirst(int x, Computation c) throws InterruptedException {
    if (x == 3 && c.attempt() == 1) {
      SlowCalls.takeForEver();
    }
    return c.attempt();
  }

  private static List<Long> failed(Run<?> run) {
    return run.failures().stream().map(ComputationFailure::index).toList();
  }

  @Test
  void aCallThatSleepsIsInterruptedAndTheOthersGoOn() throws Exception {
    var run =
        compute(
            ParallelMap.over(each(range(20)), all(5))
                .map(TimeoutTest::sleepAt)
                .timeout(Duration.ofMillis(300))
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(5L), failed(run));
    assertEquals("TimedOut", run.failures().get(0).error());
    assertEquals("took longer than 300 ms", run.failures().get(0).message());
    assertTrue(run.failures().get(0).stackTrace().contains("TimeoutTest.sleepAt"));
    assertEquals(19, run.files().size());
    assertTrue(
        LedgerAttempts.of(folder.resolve("run/sleepAt_computations.jsonl")).stream()
            .anyMatch(line -> line.startsWith("{\"index\":5,\"status\":\"failed\"")));
  }

  @Test
  void aCallThatIgnoresInterruptsIsAbandoned() {
    var run =
        compute(
            ParallelMap.over(each(range(20)), all(5))
                .map(TimeoutTest::loopAt)
                .timeout(Duration.ofMillis(300))
                .inMemory());

    assertEquals(List.of(5L), failed(run));
    String message = run.failures().get(0).message();
    assertTrue(message.contains("went on when it was interrupted"), message);
  }

  @Test
  void aRetryHasItsOwnTime() {
    var run =
        compute(
            ParallelMap.over(each(range(6)), computation())
                .map(TimeoutTest::sleepAtFirst)
                .timeout("300ms")
                .retries(1)
                .inMemory());

    assertEquals(List.of(1, 1, 1, 2, 1, 1), run.values());
  }

  @Test
  void aRunThatStopsAtFailuresStopsAtATimeOut() {
    var run =
        compute(
            ParallelMap.over(each(range(2000)), all(0))
                .map(TimeoutTest::sleepAt)
                .timeout("300ms")
                .onFailure(OnFailure.STOP)
                .rangeSize(1)
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(0L), failed(run));
  }

  @Test
  void elementsOfAnRddAreTimedToo() {
    var inputs = SPARK.context().parallelize(IntStream.range(0, 40).boxed().toList(), 4);
    var run =
        compute(
            ParallelMap.over(each(inputs), all(13))
                .map(TimeoutTest::sleepAt)
                .timeout("300ms")
                .inMemory());

    assertEquals(List.of(13L), failed(run));
  }

  @Test
  void aTimedCallKnowsItsTaskAndWithoutALimitThereIsNoOtherThread() {
    var direct = compute(threads());
    var timed = compute(threads().timeout("30s"));

    assertEquals(Boolean.TRUE, direct.values().get(0)[0]);
    assertEquals(Boolean.TRUE, timed.values().get(0)[0]);
    assertEquals(Boolean.FALSE, direct.values().get(0)[1]);
    assertEquals(Boolean.TRUE, timed.values().get(0)[1]);
  }

  private static ParallelMapBuilder<boolean[]> threads() {
    return ParallelMap.over(each(range(1)))
        .map(
            x ->
                new boolean[] {
                  TaskContext.get() != null,
                  Thread.currentThread().getName().startsWith("acme-call of ")
                })
        .inMemory();
  }

  @Test
  void refusesWhatIsNoTime() {
    var builder = ParallelMap.over(each(range(1)), all(1)).map(TimeoutTest::sleepAt);
    assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
    var e = assertThrows(IllegalArgumentException.class, () -> builder.timeout("30 seconds"));
    assertEquals(
        "timeout is '30 seconds', but must be a time with its unit, such as 500ms, 30s, 5min, 1.5h or 7d",
        e.getMessage());
  }
}
