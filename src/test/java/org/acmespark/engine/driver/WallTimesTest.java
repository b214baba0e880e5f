package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.junit.jupiter.api.Test;

/** Workers whose wall time ends: what begins there, and what does not. The test sets the clock. */
class WallTimesTest {
  private static final int N = 8;
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private long tasks;
  private long slot = -1;
  private Scheduler scheduler = scheduler(Optional.empty());

  private Scheduler scheduler(Optional<Duration> expected) {
    var made = new Scheduler(N, OnFailure.CONTINUE, true, new WallTimes(expected), () -> now);
    made.cores().present(1);
    return made;
  }

  /** A worker of 100 s. */
  private static WallTime left(long seconds) {
    return new WallTime((100 - seconds) * 1000, seconds * 1000);
  }

  /** Decisions about a new task on a worker. */
  private List<Decision> ask(WallTime wall) {
    scheduler.closeSlot(slot);
    slot = scheduler.openSlots().stream().findFirst().orElseThrow();
    var asking = new Slots.Asking(Message.Next.now(slot, tasks++, "a", wall), now);
    assertEquals(List.of(), scheduler.asks(asking));
    return scheduler.handOut((remaining, idle) -> 2);
  }

  private static RangeState range(List<Decision> decisions) {
    assertEquals(1, decisions.size(), decisions::toString);
    return ((Decision.Grant) decisions.get(0)).range();
  }

  private static boolean isSentAway(List<Decision> decisions) {
    return decisions.size() == 1
        && decisions.get(0) instanceof Decision.Dismiss dismiss
        && dismiss.leaving();
  }

  private Message.Task begin(RangeState range, WallTime wall) {
    var task = new Message.Task(range.number(), tasks - 1);
    scheduler.begins(task, "a", WallTimes.End.of(wall, now));
    return task;
  }

  /** Computes a range in a second for each of its computations. */
  private void compute(RangeState range, WallTime wall) {
    Message.Task task = begin(range, wall);
    long[] indices = new long[(int) (range.end() - range.from())];
    Arrays.setAll(indices, k -> range.from() + k);
    Message.Commit commit = SchedulerTest.commit(task, List.of(), true, range.end(), indices);
    assertEquals(Optional.empty(), scheduler.offers(commit));
    scheduler.published(commit);
  }

  private static IndexSet.Range bounds(RangeState range) {
    return new IndexSet.Range(range.from(), range.end());
  }

  @Test
  void nothingBeginsThatTheDurationsSeenDoNotLetEnd() {
    compute(range(ask(left(90))), left(90));

    var grant = ask(left(5));
    Duration last = scheduler.lastBegin(WallTimes.End.of(left(5), now)).orElseThrow();
    assertEquals(4, last.toMillis() / 1e3, 0.1, "a second before the end");
    compute(range(grant), left(5));
    assertTrue(isSentAway(ask(new WallTime(99_100, 900))));
    assertEquals(Optional.empty(), scheduler.lastBegin(Optional.empty()));
  }

  @Test
  void aTimeThatIsGivenIsExpectedFromTheBeginning() {
    scheduler = scheduler(Optional.of(Duration.ofSeconds(30)));
    assertTrue(isSentAway(ask(left(29))));
    assertEquals(new IndexSet.Range(0, 2), bounds(range(ask(left(31)))));
  }

  @Test
  void anythingMayBeginOnAYoungWorker() {
    scheduler = scheduler(Optional.of(Duration.ofSeconds(99)));
    assertEquals(new IndexSet.Range(0, 2), bounds(range(ask(left(75)))));
    Duration last = scheduler.lastBegin(WallTimes.End.of(left(75), now)).orElseThrow();
    assertEquals(Duration.ofSeconds(1), last, "only the first");
  }

  @Test
  void workersWithoutAnEndGetEverything() {
    scheduler = scheduler(Optional.of(Duration.ofDays(9)));
    range(ask(WallTime.unlimited()));
  }

  @Test
  void whenNothingIsLeftNobodyIsSentAwayForLackOfTime() {
    range(ask(left(90)));
    range(ask(left(90)));
    scheduler.cores().present(4);
    List<Long> slots = scheduler.openSlots();
    scheduler.nextRange((remaining, idle) -> remaining);
    var asking = new Slots.Asking(Message.Next.now(slots.get(0), 99, "a", left(1)), now);
    scheduler.asks(asking);
    assertEquals(List.of(), scheduler.handOut((remaining, idle) -> 1));
  }

  /** The wall time of a worker ends while a computation runs there. */
  private List<Decision.GiveUp> cutOff(RangeState range, WallTime wall, long index) {
    Message.Task task = begin(range, wall);
    now += wall.leftMillis() * 1_000_000;
    long called = (wall.leftMillis() - 100) * 1_000_000;
    scheduler.progress(
        new Message.Progress(
            List.of(new Message.State(task, 0, 0, index + 1, range.end(), called, 0))));
    List<Decision.GiveUp> decisions =
        scheduler.executorLost(new Death(task.task(), "gone", Death.Cause.CLUSTER));
    scheduler.jobDied(range, "gone");
    return decisions;
  }

  @Test
  void whatWasCutOffWaitsForAYoungWorkerAndOthersGoOn() {
    compute(range(ask(left(90))), left(90));
    assertEquals(List.of(), cutOff(range(ask(left(40))), left(40), 2));

    assertEquals(new IndexSet.Range(3, 5), bounds(range(ask(left(40)))), "not computation 2");
    RangeState young = range(ask(left(95)));
    assertEquals(new IndexSet.Range(2, 3), bounds(young), "before all others");
    compute(young, left(95));
    assertEquals(3, scheduler.count());
  }

  @Test
  void whatTwoWholeWallTimesCutOffIsGivenUp() {
    assertEquals(List.of(), cutOff(range(ask(left(95))), left(95), 0));
    List<Decision.GiveUp> decisions = cutOff(range(ask(left(95))), left(95), 0);

    assertEquals(1, decisions.size());
    assertEquals("WallTime", decisions.get(0).failure("").error());
    assertEquals(
        "computation 0 had run for 95 s when the wall time of its worker on host a ended, the 2. time; it needs a longer one (--time-limit)",
        decisions.get(0).message());
    assertEquals(new IndexSet.Range(1, 3), bounds(range(ask(left(95)))));
  }

  @Test
  void idleWorkersAreGivenBackUntilOnlyThoseAreLeftThatAreKept() {
    scheduler.cores().keep(1);
    scheduler.cores().present(3);
    List<Long> slots = scheduler.openSlots();
    scheduler.nextRange((remaining, idle) -> remaining);
    for (long each : slots) {
      var next = Message.Next.now(each, tasks++, "a", WallTime.unlimited());
      scheduler.asks(new Slots.Asking(next, now));
    }
    now += 900_000_000;
    assertEquals(List.of(), scheduler.handOut((remaining, idle) -> 1));
    now += 6 * SECOND;
    List<Decision> decisions = scheduler.handOut((remaining, idle) -> 1);
    assertEquals(
        List.of(true, true, false),
        decisions.stream().map(decision -> ((Decision.Dismiss) decision).leaving()).toList());
  }

  @Test
  void aDeathBeforeTheEndSaysNothingAboutTime() {
    RangeState range = range(ask(left(95)));
    Message.Task task = begin(range, left(95));
    now += 20 * SECOND;
    scheduler.progress(
        new Message.Progress(
            List.of(new Message.State(task, 0, 0, 1, range.end(), 19 * SECOND, 0))));
    scheduler.executorLost(new Death(task.task(), "killed", Death.Cause.CLUSTER));
    scheduler.jobDied(range, "killed");
    assertEquals(new IndexSet.Range(0, 2), bounds(range(ask(left(40)))));
  }

  @Test
  void expectsWhatNineOfTenTake() {
    var walls = new WallTimes(Optional.empty());
    assertEquals(0, walls.expectedNanos());
    assertTrue(walls.fits(new WallTime(99, 1)));
    long[] nanos = new long[100];
    for (int k = 0; k < 100; k++) {
      nanos[k] = k < 90 ? SECOND : 60 * SECOND;
    }
    walls.saw(
        new Attempts("a", "1", new long[100], nanos, nanos, new int[100], nanos, nanos, List.of()));
    assertEquals(1.0, walls.expectedNanos() / 1e9, 0.1);
    assertTrue(walls.expectedNanos() >= SECOND);
    assertFalse(walls.fits(new WallTime(99_500, 500)));
  }
}
