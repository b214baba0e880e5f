package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Replies;
import org.acmespark.model.AcmeException;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.RunStore;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the scheduler's decisions are carried out while the store takes its time, or fails. */
@Timeout(60)
class RunStateTest {
  private static final int N = 8;

  /** Publishes a block when it may. */
  private static final class SlowStore implements RunStore {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch allowed = new CountDownLatch(1);
    private final AtomicInteger commits = new AtomicInteger();
    private final Optional<AcmeException> failure;

    SlowStore(Optional<AcmeException> failure) {
      this.failure = failure;
    }

    @Override
    public Layout layout() {
      return new Layout.Nothing();
    }

    @Override
    public void commit(Block block, Attempts attempts) {
      entered.countDown();
      try {
        assertTrue(allowed.await(30, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
      commits.incrementAndGet();
    }

    @Override
    public void finish(Outcome outcome) {}
  }

  private static RunState state(RunStore store) {
    return new RunState(
        N,
        store,
        Publisher.onItsOwnThread(),
        OnFailure.CONTINUE,
        false,
        Optional.empty(),
        index -> "x=" + index,
        RunLog.none());
  }

  private static <A extends Answer> Replies<A> send(RunState state, Message<A> message) {
    var replies = new Replies<A>();
    message.sendTo(state, replies);
    return replies;
  }

  private static Message.Commit commit(RangeState range, long task, long... computed) {
    return SchedulerTest.commit(
        new Message.Task(range.number(), task), List.of(), false, 0, computed);
  }

  @Test
  void othersAreAnsweredWhileABlockIsPublishedAndDoNotGetItsComputations() throws Exception {
    var store = new SlowStore(Optional.empty());
    RunState state = state(store);
    RangeState range = state.nextRange((remaining, idle) -> remaining).orElseThrow();
    Replies<Answer.Verdict> verdict = send(state, commit(range, 1, 0, 1, 2));
    assertTrue(store.entered.await(30, TimeUnit.SECONDS));

    Answer.Work work =
        send(state, Message.Begin.now(new Message.Task(range.number(), 2), "host")).only();

    assertEquals(List.of(new IndexSet.Range(3, N)), work.todo());
    assertEquals(0, verdict.size());
    assertEquals(0, state.finished());
    store.allowed.countDown();
    state.stop();
    assertEquals(new Answer.Committed(), verdict.only());
    assertEquals(3, state.finished());
  }

  @Test
  void aPublicationThatFailsEndsTheRunAndTheStoreIsLeftAlone() throws Exception {
    var store = new SlowStore(Optional.of(new AcmeException("disk full")));
    store.allowed.countDown();
    RunState state = state(store);
    RangeState range = state.nextRange((remaining, idle) -> remaining).orElseThrow();
    List<Replies<Answer.Verdict>> verdicts = new ArrayList<>();
    verdicts.add(send(state, commit(range, 1, 0)));
    assertTrue(store.entered.await(30, TimeUnit.SECONDS));
    verdicts.add(send(state, commit(range, 1, 1)));
    state.stop();
    verdicts.add(send(state, commit(range, 1, 2)));

    for (Replies<Answer.Verdict> verdict : verdicts) {
      assertEquals(new Answer.Refused(Answer.Work.none()), verdict.only());
    }
    assertEquals("disk full", state.trouble().orElseThrow().getMessage());
    assertEquals(0, store.commits.get());
    assertEquals(0, state.finished());
    assertFalse(state.allDone());
  }

  @Test
  void aComputationIsGivenUpInTheLedgerFirst() {
    var store = new SlowStore(Optional.empty());
    store.allowed.countDown();
    RunState state = state(store);
    RangeState range = state.nextRange((remaining, idle) -> remaining).orElseThrow();
    var task = new Message.Task(range.number(), 1);
    for (int death = 0; death < 3; death++) {
      send(state, Message.Begin.now(task, "host")).only();
      send(state, new Message.Calling(task, 5)).only();
      state.executorLost(new Death(1, "code 137", Death.Cause.APPLICATION));
    }
    state.stop();

    assertEquals(1, store.commits.get());
    assertEquals("x=5", state.failures().get(0).inputs());
    assertEquals(1, state.failed());
  }
}
