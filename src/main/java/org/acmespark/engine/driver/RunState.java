package org.acmespark.engine.driver;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.executor.FunctionLog;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.Recovered;
import org.acmespark.store.RunStore;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;

/**
 * What the driver knows of a run: which computations are pending, in flight, done; and its answers
 * to the tasks. Every method holds the object's lock; the dispatcher waits on it.
 *
 * <p>A computation is done when its results are committed or it has failed for good; each is
 * committed once, whatever Spark retries or speculates.
 */
public final class RunState implements ControlChannel.Handler {
  private final RunStore store;
  private final OnFailure onFailure;
  private final LongFunction<String> inputs;
  private final RunLog log;
  private final boolean balancing;
  private final Balance balance = new Balance();
  private final IndexSet pending;
  private final Finished finished;
  private final Suspects suspects = new Suspects();
  private final Slots slots = new Slots();
  private final Map<Long, RangeState> ranges = new TreeMap<>();
  private long rangesMade;
  private int cores = 1;
  private AcmeException trouble;
  private boolean stopped;
  private boolean changed;

  /** How many computations go into the next range. */
  public @FunctionalInterface interface Size {
    /**
     * The number, 1 or more.
     *
     * @param remaining computations that are pending
     * @param idle cores without a range
     */
    long of(long remaining, long idle);
  }

  /** A range for a task that waits for one. */
  record Handout(Slots.Asking task, RangeState range) {}

  /**
   * A run of which nothing is done.
   *
   * @param balancing whether busy tasks lose their ends to idle cores
   * @param inputs describes a computation's inputs in short
   * @param log takes what functions log
   */
  public RunState(
      long nInputs,
      RunStore store,
      OnFailure onFailure,
      boolean balancing,
      LongFunction<String> inputs,
      RunLog log) {
    this.inputs = inputs;
    this.log = log;
    this.store = store;
    this.onFailure = onFailure;
    this.balancing = balancing;
    this.finished = new Finished(nInputs);
    this.pending = IndexSet.of(0, nInputs);
  }

  /** Counts what earlier processes have done as done. */
  public synchronized void recover(Recovered recovered) {
    BitSet earlier = recovered.done();
    for (int from = earlier.nextSetBit(0); from >= 0; ) {
      int to = earlier.nextClearBit(from);
      pending.remove(from, to);
      from = earlier.nextSetBit(to);
    }
    finished.recover(recovered);
    recovered.deaths().forEach(this::recall);
  }

  private void recall(long index, int deaths) {
    if (finished.contains(index)) {
      return;
    }
    suspects.recall(index, deaths);
    if (Suspects.isGivenUp(deaths)) {
      giveUp(
          index,
          deaths,
          "",
          "the process died while it made computation %s, %s times".formatted(index, deaths));
      pending.remove(index, index + 1);
    }
  }

  @Override
  public synchronized void onNext(Message.Next next, ControlChannel.Reply<Answer.Turn> reply) {
    if (isOver()) {
      reply.send(new Answer.Dismissal());
    } else {
      slots.ask(next, reply);
      changed();
    }
  }

  @Override
  public void onBegin(Message.Begin begin, ControlChannel.Reply<Answer.Work> reply) {
    answer(reply, () -> begin(begin.task(), begin.host()));
  }

  @Override
  public void onCalling(Message.Calling calling, ControlChannel.Reply<Answer.Received> reply) {
    answer(
        reply,
        () -> {
          range(calling.task()).ifPresent(r -> r.calling(calling.task().task(), calling.index()));
          return new Answer.Received();
        });
  }

  @Override
  public void onProgress(Message.Progress progress, ControlChannel.Reply<Answer.Shrinks> reply) {
    answer(reply, () -> shrinks(progress));
  }

  @Override
  public void onPart(Message.Part part, ControlChannel.Reply<Answer.Room> reply) {
    answer(reply, () -> new Answer.Room(keep(part)));
  }

  @Override
  public void onCommit(Message.Commit commit, ControlChannel.Reply<Answer.Verdict> reply) {
    answer(reply, () -> verdict(commit));
  }

  @Override
  public void onEnd(Message.End end, ControlChannel.Reply<Answer.Received> reply) {
    answer(
        reply,
        () -> {
          range(end.task()).ifPresent(range -> end(range, end.end()));
          return new Answer.Received();
        });
  }

  /** What functions log goes past the lock, which is wanted by others. */
  @Override
  public void onLog(Message.Log lines, ControlChannel.Reply<Answer.Received> reply) {
    FunctionLog.write(lines, log);
    reply.send(new Answer.Received());
  }

  @Override
  public void onTrouble(Message.Trouble t, ControlChannel.Reply<Answer.Received> reply) {
    log.say("trouble on host " + t.host() + ": " + t.trace());
    fail(new AcmeException("on host " + t.host() + ": " + t.message()));
    reply.send(new Answer.Received());
  }

  /** Answers under the lock; without memory the run fails, else the task would ask for ever. */
  private <A extends Answer> void answer(ControlChannel.Reply<A> reply, Supplier<A> answer) {
    A made;
    try {
      synchronized (this) {
        made = answer.get();
      }
    } catch (OutOfMemoryError e) {
      fail(outOfMemory(e));
      throw e;
    }
    reply.send(made);
  }

  private static AcmeException outOfMemory(OutOfMemoryError e) {
    return new AcmeException(
        "the driver has run out of memory, of which it has %s MB; what was committed is kept, and the run can be resumed with more (--driver-memory): %s"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, e.getMessage()),
        e);
  }

  private Optional<RangeState> range(Message.Task task) {
    return Optional.ofNullable(ranges.get(task.range()));
  }

  private Answer.Work begin(Message.Task task, String host) {
    RangeState range = ranges.get(task.range());
    if (range == null || isOver()) {
      return Answer.Work.none();
    }
    range.begin(task.task(), host);
    return new Answer.Work(todo(range), range.careful());
  }

  private List<IndexSet.Range> todo(RangeState range) {
    IndexSet left = finished.missing(range.from(), range.end());
    if (!range.solo()) {
      suspects.removeFrom(left, range);
    }
    return left.ranges();
  }

  /** Once the run is over, parts are dropped: their commit will be refused. */
  private int keep(Message.Part part) {
    int same = part.fragment().length();
    if (isOver()) {
      return same;
    }
    try {
      return store.receive(part.fragment(), cores);
    } catch (AcmeException e) {
      fail(e);
      return same;
    }
  }

  private Answer.Verdict verdict(Message.Commit commit) {
    RangeState range = ranges.get(commit.task().range());
    if (range == null || isOver()) {
      return new Answer.Refused(Answer.Work.none());
    }
    Attempts attempts = commit.attempts();
    if (finished.containsAny(attempts.indices())) {
      return new Answer.Refused(new Answer.Work(todo(range), range.careful()));
    }
    try {
      store.commit(commit.block(), attempts);
    } catch (AcmeException e) {
      fail(e);
      return new Answer.Refused(Answer.Work.none());
    }
    finished.add(attempts);
    attempts.failed().stream()
        .filter(Attempts.Failed::last)
        .forEach(failed -> failFinally(failed.failure()));
    range.committed(commit.task().task());
    if (commit.last()) {
      end(range, commit.end());
    }
    changed();
    return new Answer.Committed();
  }

  private void failFinally(ComputationFailure failure) {
    stopped |= finished.add(failure) && onFailure == OnFailure.STOP;
  }

  private Answer.Shrinks shrinks(Message.Progress progress) {
    var shrinks = new ArrayList<Answer.Shrink>();
    for (Message.State state : progress.tasks()) {
      range(state.task())
          .ifPresent(
              range -> {
                handBack(range, state.end(), range.report(state));
                if (stopped) {
                  shrinks.add(new Answer.Shrink(state.task(), state.next()));
                } else if (balancing) {
                  balance
                      .cut(state, idleCores(), meanSeconds())
                      .ifPresent(end -> shrinks.add(new Answer.Shrink(state.task(), end)));
                }
              });
    }
    return new Answer.Shrinks(shrinks);
  }

  private int idleCores() {
    return pending.isEmpty() ? cores - ranges.size() : 0;
  }

  private void end(RangeState range, long end) {
    if (!range.ended()) {
      range.markEnded();
      handBack(range, end, range.cut(end));
      todo(range).forEach(left -> pending.add(left.from(), left.to()));
      ranges.remove(range.number());
      changed();
    }
  }

  private void handBack(RangeState range, long newEnd, long oldEnd) {
    if (newEnd < oldEnd) {
      pending.add(newEnd, oldEnd);
      changed();
    }
  }

  /**
   * An executor died under one of Spark's tasks, which may be ours.
   *
   * @param why Spark's reason, such as "Command exited with code 137"
   */
  synchronized void executorLost(long task, String why) {
    for (RangeState range : List.copyOf(ranges.values())) {
      range.takeCalled(task).ifPresent(index -> blame(range, index, why));
    }
  }

  /** An executor died during the call: the computation is run again alone, or given up. */
  private void blame(RangeState range, long index, String why) {
    if (finished.contains(index)) {
      return;
    }
    int count = suspects.died(index);
    if (!Suspects.isGivenUp(count)) {
      return;
    }
    giveUp(
        index,
        count,
        range.lastHost(),
        "executor lost while running computation %s on host %s, %s times: %s"
            .formatted(index, range.lastHost(), count, why));
  }

  private void giveUp(long index, int count, String host, String message) {
    var failure =
        new ComputationFailure(
            index, count, inputs.apply(index), "ExecutorLost", message, "", host);
    try {
      store.commit(new Block.Nothing(), Attempts.ofFailure(failure));
    } catch (AcmeException e) {
      fail(e);
    }
    failFinally(failure);
  }

  /**
   * Opens slots as far as there are cores and work for them.
   *
   * @return their numbers
   */
  synchronized List<Long> openSlots() {
    if (isOver()) {
      return List.of();
    }
    if (pending.isEmpty()) {
      boolean suspectWaits = !suspects.isEmpty() && ranges.isEmpty() && slots.size() == 0;
      return slots.open(suspectWaits ? 1 : 0);
    }
    long idle = slots.size() - slots.busy();
    return slots.open(Math.min(cores - slots.size(), pending.size() - idle));
  }

  /**
   * Finds a range for a waiting task, what another task of its slot left or a new one; ends the
   * tasks that have waited for long.
   */
  synchronized Optional<Handout> handOut(Size size) {
    for (Slots.Asking task : slots.asking()) {
      Optional<RangeState> range = slots.range(task);
      if (range.isEmpty()) {
        if (slots.isOutworn(task)) {
          slots.dismiss(task);
          continue;
        }
        range = nextRange(size);
      }
      if (range.isPresent()) {
        slots.assign(task, range.get());
        return Optional.of(new Handout(task, range.get()));
      }
      if (task.isTired()) {
        slots.dismiss(task);
      }
    }
    return Optional.empty();
  }

  /** Sends a task the range that was found for it, which is ready to travel. */
  synchronized void send(Handout handout) {
    Message.Next next = handout.task().next();
    RangeState range = handout.range();
    Answer.Work work = begin(new Message.Task(range.number(), next.task()), next.host());
    handout.task().reply().send(new Answer.Assignment(range.work(), work));
  }

  /** Cuts the next range to hand out, if there is one. */
  synchronized Optional<RangeState> nextRange(Size size) {
    if (isOver()) {
      return Optional.empty();
    }
    if (pending.isEmpty()) {
      return suspects.isEmpty() || !ranges.isEmpty()
          ? Optional.empty()
          : Optional.of(register(suspects.take(), true, true));
    }
    long idle = Math.max(1, cores - ranges.size());
    IndexSet.Range range = pending.take(Math.max(1, size.of(pending.size(), idle)));
    return Optional.of(register(range, suspects.isWatched(range), false));
  }

  private RangeState register(IndexSet.Range range, boolean careful, boolean solo) {
    var state = new RangeState(rangesMade++, range, careful, solo);
    ranges.put(state.number(), state);
    return state;
  }

  /** Gives the part of a range from {@code end} on back, before it is sent. */
  synchronized void shorten(RangeState range, long end) {
    handBack(range, end, range.cut(end));
  }

  /** Spark's job of a range has ended well. */
  synchronized void jobSucceeded(RangeState range) {
    end(range, range.end());
  }

  /** Spark gave a range up, because executors died under it. */
  synchronized void jobDied(RangeState range, String why) {
    range.takeCalled().forEach(index -> blame(range, index, why));
    if (!range.ended()) {
      suspects.watch(range);
    }
    end(range, range.end());
  }

  /** Spark's job of a slot has ended; returns the range that it leaves behind. */
  synchronized Optional<RangeState> closeSlot(long number) {
    return slots.close(number);
  }

  /** Something that concerns the whole run went wrong; the first such thing counts. */
  public synchronized void fail(AcmeException e) {
    if (trouble == null) {
      trouble = e;
    }
    changed();
  }

  /** Nothing more is handed out. */
  synchronized void stop() {
    stopped = true;
    slots.dismissAll();
  }

  synchronized void cores(int present) {
    cores = Math.max(1, present);
  }

  synchronized int cores() {
    return cores;
  }

  /** Ranges that have not ended. */
  synchronized int inFlight() {
    return ranges.size();
  }

  /** Waits for a message that changes what is to be done, at most so long. */
  synchronized void awaitChange(long millis) throws InterruptedException {
    if (!changed) {
      wait(millis);
    }
    changed = false;
  }

  private void changed() {
    changed = true;
    notifyAll();
  }

  /** Whether a range has ended and no task can be at it still. */
  synchronized boolean isThrough(RangeState range) {
    return range.ended() && range.hadOneTask();
  }

  /** Whether nothing more is to be handed out. */
  synchronized boolean isOver() {
    return trouble != null || stopped || finished.isAll();
  }

  public synchronized Optional<AcmeException> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Mean duration of a computation so far, NaN if none has finished. */
  synchronized double meanSeconds() {
    long count = finished.countHere();
    long nanos = finished.spentNanos();
    for (RangeState range : ranges.values()) {
      count += range.uncommitted();
      nanos += range.spentNanos();
    }
    return count == 0 ? Double.NaN : Math.max(nanos, 100) / 1e9 / count;
  }

  /** Computations that are finished, committed or not. */
  public synchronized long finished() {
    long uncommitted = ranges.values().stream().mapToLong(RangeState::uncommitted).sum();
    return Math.min(finished.count() + uncommitted, finished.total());
  }

  /** Computations that have failed for good. */
  synchronized int failed() {
    return finished.failed();
  }

  public synchronized List<ComputationFailure> failures() {
    return finished.failures();
  }

  public synchronized boolean allDone() {
    return finished.isAll();
  }

  public synchronized long rangesMade() {
    return rangesMade;
  }

  /** Spark tasks that were asked for: one per slot, or one per range where it reads an RDD. */
  public synchronized long tasks() {
    return slots.made() == 0 ? rangesMade : slots.made();
  }
}
