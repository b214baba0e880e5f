package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.Recovered;
import org.acmespark.store.payload.Block;
import org.junit.jupiter.api.Test;

/** Events in, decisions out: no Spark, no store, and a clock that the test sets. */
class SchedulerTest {
  private static final int N = 8;

  private long now;
  private Scheduler scheduler = scheduler(OnFailure.CONTINUE);

  private Scheduler scheduler(OnFailure onFailure) {
    var made = new Scheduler(N, onFailure, true, new WallTimes(Optional.empty()), () -> now);
    made.cores().present(2);
    return made;
  }

  private static Message.Task task(RangeState range, long task) {
    return new Message.Task(range.number(), task);
  }

  static Message.Commit commit(
      Message.Task task, List<Attempts.Failed> failed, boolean last, long end, long... computed) {
    int[] first = new int[computed.length];
    Arrays.fill(first, 1);
    long[] nanos = new long[computed.length];
    Arrays.fill(nanos, 1_000_000_000L);
    var attempts = new Attempts("host", "1", computed, nanos, nanos, first, nanos, nanos, failed);
    return new Message.Commit(task, new Block.Nothing(), attempts, last, end);
  }

  private static Message.Commit commit(Message.Task task, long... computed) {
    return commit(task, List.of(), false, 0, computed);
  }

  static Attempts.Failed failed(long index) {
    var failure = new ComputationFailure(index, 1, "", "E", "message", "", "host");
    return new Attempts.Failed(failure, 0, 1, 0, 0, true);
  }

  private RangeState next(long size) {
    return scheduler.nextRange((remaining, idle) -> Math.min(size, remaining)).orElseThrow();
  }

  private static IndexSet.Range range(long from, long to) {
    return new IndexSet.Range(from, to);
  }

  private static List<IndexSet.Range> left(Optional<Answer.Refused> refused) {
    return refused.orElseThrow().left().todo();
  }

  @Test
  void aBlockThatIsBeingPublishedIsNeitherGrantedNorAcceptedFromSomeoneElse() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    Message.Commit first = commit(task(range, 1), 0, 1, 2);
    assertEquals(Optional.empty(), scheduler.offers(first));

    assertEquals(
        List.of(range(3, N)), scheduler.begins(task(range, 2), "b", Optional.empty()).todo());
    assertEquals(List.of(range(3, N)), left(scheduler.offers(commit(task(range, 2), 2, 3))));
    scheduler.jobDied(range, "lost");
    assertEquals(range(3, N), bounds(next(N)));

    scheduler.published(first);
    assertEquals(3, scheduler.count());
  }

  private static IndexSet.Range bounds(RangeState range) {
    return range(range.from(), range.end());
  }

  @Test
  void whatCouldNotBePublishedIsGrantedAgain() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    Message.Commit block = commit(task(range, 1), 0, 1, 2);
    scheduler.offers(block);
    scheduler.ends(task(range, 1), N); // the rest is pending
    RangeState rest = next(N);
    assertEquals(range(3, N), bounds(rest));

    scheduler.withdraw(block);

    assertEquals(range(0, 3), bounds(next(N)));
    assertEquals(0, scheduler.count());
  }

  @Test
  void onceTheRunIsBrokenNothingIsGrantedOrAccepted() {
    RangeState range = next(4);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    scheduler.breakOff();

    assertTrue(scheduler.isOver());
    assertEquals(List.of(), left(scheduler.offers(commit(task(range, 1), 0))));
    assertEquals(List.of(), scheduler.openSlots());
    assertEquals(Optional.empty(), scheduler.nextRange((remaining, idle) -> remaining));
  }

  @Test
  void theFirstFailureIsTheLastIfTheRunStopsAtFailures() {
    scheduler = scheduler(OnFailure.STOP);
    RangeState one = next(4);
    RangeState other = next(4);
    scheduler.begins(task(one, 1), "a", Optional.empty());
    scheduler.begins(task(other, 2), "b", Optional.empty());
    Message.Commit failing = commit(task(one, 1), List.of(failed(1)), false, 0, 0);
    assertEquals(Optional.empty(), scheduler.offers(failing));
    scheduler.published(failing);

    assertTrue(scheduler.isOver());
    var state = new Message.State(task(other, 2), 0, 0, 6, N, 0, 0);
    assertEquals(
        List.of(new Answer.Shrink(task(other, 2), 6)),
        scheduler.progress(new Message.Progress(List.of(state))));
    assertEquals(List.of(), left(scheduler.offers(commit(task(other, 2), 4))));
  }

  @Test
  void aRunThatIsInterruptedHandsOutNothingAndStillAcceptsResults() {
    RangeState range = next(4);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    long slot = scheduler.openSlots().get(0);
    var asking = new Slots.Asking(Message.Next.now(slot, 2, "a", WallTime.unlimited()), now);
    scheduler.asks(asking);

    scheduler.drain();

    assertEquals(
        List.of(new Decision.Dismiss(asking)), scheduler.handOut((remaining, idle) -> remaining));
    assertEquals(List.of(), scheduler.openSlots());
    assertEquals(Optional.empty(), scheduler.nextRange((remaining, idle) -> remaining));
    var state = new Message.State(task(range, 1), 2, 0, 3, 4, 5, 6);
    assertEquals(
        List.of(new Answer.Shrink(task(range, 1), 3)),
        scheduler.progress(new Message.Progress(List.of(state))));
    Message.Commit block = commit(task(range, 1), 0, 1);
    assertEquals(Optional.empty(), scheduler.offers(block));
    scheduler.published(block);
    assertFalse(scheduler.isOver());
    assertFalse(scheduler.ranges().areDrained(), "a call may have ended since");
    report(range, 1, 3);
    assertFalse(scheduler.ranges().areDrained(), "it is not committed");
    report(range, 0, 3);
    assertTrue(scheduler.ranges().areDrained());
  }

  private void report(RangeState range, long computed, long end) {
    var state = new Message.State(task(range, 1), computed, 0, 3, end, 5, 6);
    scheduler.progress(new Message.Progress(List.of(state)));
  }

  @Test
  void eachComputationIsCountedOnceWhileItsBlockIsOnTheWay() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    report(range, 3, N);
    assertEquals(3, scheduler.count());
    Message.Commit block = commit(task(range, 1), 0, 1, 2);

    scheduler.sends(block);
    assertEquals(3, scheduler.count());
    report(range, 1, N); // it has gone on
    assertEquals(4, scheduler.count());
    scheduler.offers(block);
    assertEquals(4, scheduler.count());
    scheduler.published(block);
    assertEquals(4, scheduler.count());
  }

  @Test
  void whatIsRefusedOrNotPublishedIsNotCounted() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    scheduler.begins(task(range, 2), "b", Optional.empty());
    Message.Commit block = commit(task(range, 1), 0, 1, 2);
    Message.Commit other = commit(task(range, 2), 2, 3);
    scheduler.sends(block);
    scheduler.sends(other);
    scheduler.offers(block);
    assertEquals(List.of(range(3, N)), left(scheduler.offers(other)));
    assertEquals(3, scheduler.count());

    scheduler.withdraw(block);

    assertEquals(0, scheduler.count());
  }

  @Test
  void aRunIsNotDrainedWhileABlockIsOnTheWay() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    Message.Commit block = commit(task(range, 1), 0, 1, 2);
    scheduler.sends(block);
    report(range, 0, 3);
    assertFalse(scheduler.ranges().areDrained(), "it is not published");

    scheduler.offers(block);
    scheduler.published(block);

    assertTrue(scheduler.ranges().areDrained());
  }

  @Test
  void aCallThatWasAnnouncedIsBlamedAlthoughTheBlockBeforeItWasPublishedMeanwhile() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    scheduler.calls(task(range, 1), 2);
    Message.Commit block = commit(task(range, 1), 0, 1, 2);
    scheduler.sends(block);
    scheduler.calls(task(range, 1), 3);
    scheduler.offers(block);
    scheduler.published(block);

    scheduler.executorLost(new Death(1, "code 137", Death.Cause.APPLICATION));

    assertEquals(
        List.of(range(4, N)), scheduler.begins(task(range, 2), "a", Optional.empty()).todo());
  }

  @Test
  void anIdleCoreGetsTheEndOfABusyRange() {
    RangeState busy = next(N);
    scheduler.begins(task(busy, 1), "a", Optional.empty());
    Message.Commit block = commit(task(busy, 1), 0, 1);
    scheduler.offers(block);
    scheduler.published(block); // a computation takes a second

    List<Answer.Shrink> shrinks =
        scheduler.progress(
            new Message.Progress(List.of(new Message.State(task(busy, 1), 0, 0, 4, N, 0, 0))));
    assertEquals(List.of(new Answer.Shrink(task(busy, 1), 6)), shrinks);
    assertEquals(Optional.empty(), scheduler.nextRange((remaining, idle) -> remaining));

    scheduler.progress(
        new Message.Progress(List.of(new Message.State(task(busy, 1), 0, 0, 4, 6, 0, 0))));
    assertEquals(range(6, N), bounds(next(N)));
  }

  @Test
  void aTaskWithoutWorkEndsAfterASecondAndASlotAfterFive() {
    List<Long> slots = scheduler.openSlots();
    assertEquals(2, slots.size());
    RangeState all = next(N);
    var asking =
        new Slots.Asking(Message.Next.now(slots.get(0), 1, "a", WallTime.unlimited()), now);
    assertEquals(List.of(), scheduler.asks(asking));
    now += Duration.ofMillis(900).toNanos();
    assertEquals(List.of(), scheduler.handOut((remaining, idle) -> remaining));
    now += Duration.ofMillis(200).toNanos();
    assertEquals(
        List.of(new Decision.Dismiss(asking)), scheduler.handOut((remaining, idle) -> remaining));

    var other = new Slots.Asking(Message.Next.now(slots.get(1), 2, "a", WallTime.unlimited()), now);
    scheduler.asks(other);
    now += Duration.ofSeconds(6).toNanos();
    scheduler.ends(task(all, 9), 0); // all is pending again
    assertEquals(
        List.of(new Decision.Dismiss(other)), scheduler.handOut((remaining, idle) -> remaining));
    assertEquals(List.of(new Decision.Dismiss(other)), scheduler.asks(other), "its slot is closed");
  }

  @Test
  void aSlotsNextTaskGetsWhatThePreviousOneLeft() {
    long slot = scheduler.openSlots().get(0);
    scheduler.asks(new Slots.Asking(Message.Next.now(slot, 1, "a", WallTime.unlimited()), now));
    RangeState range = grant().range();
    assertFalse(scheduler.begins(task(range, 1), "a", Optional.empty()).careful());
    Message.Commit block = commit(task(range, 1), 0, 1);
    scheduler.offers(block);
    scheduler.published(block);

    scheduler.asks(new Slots.Asking(Message.Next.now(slot, 2, "b", WallTime.unlimited()), now));
    assertEquals(range, grant().range());
    Answer.Work work = scheduler.begins(task(range, 2), "b", Optional.empty());
    assertTrue(work.careful());
    assertEquals(List.of(range(2, 4)), work.todo());
  }

  private Decision.Grant grant() {
    List<Decision> decisions = scheduler.handOut((remaining, idle) -> 4);
    assertEquals(1, decisions.size());
    return assertInstanceOf(Decision.Grant.class, decisions.get(0));
  }

  @Test
  void aSuspectRunsAloneAndIsGivenUpAfterTheThirdDeath() {
    RangeState range = next(N);
    for (int task = 1; task <= 2; task++) {
      scheduler.begins(task(range, task), "a", Optional.empty());
      scheduler.calls(task(range, task), 5);
      assertEquals(
          List.of(), scheduler.executorLost(new Death(task, "code 137", Death.Cause.APPLICATION)));
    }
    assertEquals(
        List.of(range(0, 5), range(6, N)),
        scheduler.begins(task(range, 3), "a", Optional.empty()).todo());
    Message.Commit rest = commit(task(range, 3), List.of(), true, N, 0, 1, 2, 3, 4, 6, 7);
    scheduler.offers(rest);
    scheduler.published(rest);

    RangeState solo = next(N);
    assertTrue(solo.solo());
    assertEquals(range(5, 6), bounds(solo));
    scheduler.begins(task(solo, 4), "b", Optional.empty());
    scheduler.calls(task(solo, 4), 5);
    List<Decision.GiveUp> decisions =
        scheduler.executorLost(new Death(4, "code 137", Death.Cause.APPLICATION));

    assertEquals(1, decisions.size());
    assertEquals(
        "executor lost while running computation 5 on host b, 3 times: code 137",
        decisions.get(0).message());
    assertEquals(
        List.of(), scheduler.begins(task(solo, 5), "b", Optional.empty()).todo(), "it is reserved");
    assertFalse(scheduler.finished().isAll());
    scheduler.gaveUp(decisions.get(0).failure("x=5"));
    assertTrue(scheduler.finished().isAll());
    assertEquals(List.of(5L), failures());
  }

  @Test
  void theLastBlockOfADeadTaskDoesNotEndTheRangeUnderItsSuccessor() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    Message.Commit last = commit(task(range, 1), List.of(), true, 2, 0, 1);
    scheduler.offers(last);
    scheduler.executorLost(new Death(1, "code 137", Death.Cause.APPLICATION));
    scheduler.begins(task(range, 2), "b", Optional.empty());

    scheduler.published(last);

    assertEquals(Optional.empty(), scheduler.nextRange((remaining, idle) -> remaining));
    assertEquals(1, scheduler.ranges().size());
    scheduler.ends(task(range, 2), 5);
    assertEquals(range(2, N), bounds(next(N)), "what its successor left");
  }

  private List<Long> failures() {
    return scheduler.finished().failures().stream().map(ComputationFailure::index).toList();
  }

  @Test
  void goesOnWhereEarlierProcessesEnded() {
    var done = new BitSet();
    done.set(0, 3);
    List<Decision.GiveUp> decisions =
        scheduler.recover(new Recovered(done, List.of(failed(3).failure()), Map.of(4L, 3, 6L, 2)));

    assertEquals(List.of(4L), decisions.stream().map(Decision.GiveUp::index).toList());
    decisions.forEach(decision -> scheduler.gaveUp(decision.failure("")));
    assertEquals(List.of(3L, 4L), failures());
    RangeState range = next(N);
    assertEquals(
        List.of(range(5, 6), range(7, N)),
        scheduler.begins(task(range, 1), "a", Optional.empty()).todo());
    Message.Commit rest = commit(task(range, 1), List.of(), true, N, 5, 7);
    scheduler.offers(rest);
    scheduler.published(rest);
    assertEquals(range(6, 7), bounds(next(N)), "the suspect, alone");
  }

  @Test
  void aBlockWithAFailureThatIsDoneIsRefused() {
    RangeState range = next(N);
    scheduler.begins(task(range, 1), "a", Optional.empty());
    Message.Commit first = commit(task(range, 1), List.of(failed(0)), false, 0);
    assertEquals(Optional.empty(), scheduler.offers(first));
    scheduler.published(first);

    assertEquals(
        List.of(range(1, N)),
        left(scheduler.offers(commit(task(range, 2), List.of(failed(0)), false, 0, 1))));
    assertEquals(List.of(0L), failures());
  }
}
