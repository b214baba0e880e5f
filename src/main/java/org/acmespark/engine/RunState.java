package org.acmespark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.Block;
import org.acmespark.store.Recovered;
import org.acmespark.store.RunStore;

/**
 * What the driver knows of a run: which computations are pending, in flight, done; and its answers
 * to the tasks. Every method holds the object's lock; the dispatcher waits on it.
 *
 * <p>A computation is done when its results are committed or it has failed for good; each is
 * committed once, whatever Spark retries or speculates.
 */
final class RunState implements ControlChannel.Handler {
  /** So often may executors die under one computation before it is given up. */
  private static final int DEATHS_ALLOWED = 3;

  private final long nInputs;
  private final RunStore store;
  private final OnFailure onFailure;
  private final LongFunction<String> inputs;
  private final Balance balance = new Balance();
  private final IndexSet pending;
  private final BitSet done = new BitSet();
  private final IndexSet announced = new IndexSet();
  private final IndexSet suspects = new IndexSet();
  private final Map<Long, Integer> deaths = new HashMap<>();
  private final Map<Long, RangeState> ranges = new TreeMap<>();
  private final List<ComputationFailure> failures = new ArrayList<>();
  private long rangesMade;
  private long doneEarlier;
  private long spentNanos;
  private int cores = 1;
  private final boolean balancing;
  private AcmeException trouble;
  private boolean stopped;

  /** {@code inputs} describes a computation's inputs in short. */
  RunState(
      long nInputs,
      RunStore store,
      OnFailure onFailure,
      boolean balancing,
      LongFunction<String> inputs) {
    this.inputs = inputs;
    this.nInputs = nInputs;
    this.store = store;
    this.onFailure = onFailure;
    this.balancing = balancing;
    this.pending = IndexSet.of(0, nInputs);
  }

  /** Counts what earlier processes have done as done. */
  synchronized void recover(Recovered recovered) {
    BitSet earlier = recovered.done();
    for (int from = earlier.nextSetBit(0); from >= 0; ) {
      int to = earlier.nextClearBit(from);
      pending.remove(from, to);
      from = earlier.nextSetBit(to);
    }
    done.or(earlier);
    doneEarlier = earlier.cardinality();
    failures.addAll(recovered.failures());
  }

  @Override
  public synchronized Serializable answer(Message message) {
    if (message instanceof Message.Progress progress) {
      return (Serializable) onProgress(progress);
    }
    if (message instanceof Message.Begin begin) {
      return onBegin(begin);
    }
    if (message instanceof Message.Commit commit) {
      return onCommit(commit);
    }
    if (message instanceof Message.Calling calling) {
      range(calling.task()).ifPresent(r -> r.calling(calling.task().task(), calling.index()));
    } else if (message instanceof Message.End end) {
      range(end.task()).ifPresent(range -> onEnd(range, end.end()));
    } else if (message instanceof Message.Trouble t) {
      fail(new AcmeException("on host " + t.host() + ": " + t.message()));
    }
    return null;
  }

  private Optional<RangeState> range(Message.Task task) {
    return Optional.ofNullable(ranges.get(task.range()));
  }

  private Message.Work onBegin(Message.Begin begin) {
    RangeState range = ranges.get(begin.task().range());
    if (range == null || range.ended() || isOver()) {
      return new Message.Work(List.of(), false);
    }
    boolean isRetry = begin.sparkAttempt() > 0;
    range.begin(begin.task().task(), begin.host(), isRetry);
    return new Message.Work(todo(range), range.careful());
  }

  private List<IndexSet.Range> todo(RangeState range) {
    IndexSet left = new IndexSet();
    for (long i = range.from(); i < range.end(); i++) {
      int clear = done.nextClearBit((int) i);
      if (clear >= range.end()) {
        break;
      }
      int set = done.nextSetBit(clear);
      long to = set < 0 ? range.end() : Math.min(set, range.end());
      left.add(clear, to);
      i = to;
    }
    if (!range.solo()) {
      suspects
          .within(range.from(), range.end())
          .ranges()
          .forEach(s -> left.remove(s.from(), s.to()));
    }
    return left.ranges();
  }

  private Message.Work onCommit(Message.Commit commit) {
    RangeState range = ranges.get(commit.task().range());
    if (range == null || isOver()) {
      return new Message.Work(List.of(), false);
    }
    Attempts attempts = commit.attempts();
    for (long index : attempts.indices()) {
      if (done.get((int) index)) {
        return new Message.Work(todo(range), range.careful());
      }
    }
    Message.Work refusal = commit(range, commit.task().task(), commit.block(), attempts);
    if (refusal == null && commit.last()) {
      onEnd(range, commit.end());
    }
    return refusal;
  }

  private Message.Work commit(RangeState range, long task, Block block, Attempts attempts) {
    try {
      store.commit(block, attempts);
    } catch (AcmeException e) {
      fail(e);
      return new Message.Work(List.of(), false);
    }
    for (int k = 0; k < attempts.indices().length; k++) {
      done.set((int) attempts.indices()[k]);
      spentNanos += attempts.nanos()[k];
    }
    for (Attempts.Failed failed : attempts.failed()) {
      spentNanos += failed.nanos();
      if (failed.last()) {
        failFinally(failed.failure());
      }
    }
    range.committed(task);
    notifyAll();
    return null;
  }

  private void failFinally(ComputationFailure failure) {
    if (!done.get((int) failure.index())) {
      done.set((int) failure.index());
      failures.add(failure);
      stopped |= onFailure == OnFailure.STOP;
    }
  }

  private ArrayList<Message.Shrink> onProgress(Message.Progress progress) {
    var shrinks = new ArrayList<Message.Shrink>();
    for (Message.State state : progress.tasks()) {
      range(state.task())
          .ifPresent(
              range -> {
                handBack(range, state.end(), range.report(state));
                if (balancing) {
                  balance
                      .cut(state, idleCores(), meanSeconds())
                      .ifPresent(end -> shrinks.add(new Message.Shrink(state.task(), end)));
                }
              });
    }
    return shrinks;
  }

  private int idleCores() {
    return pending.isEmpty() ? cores - inFlight() : 0;
  }

  private void onEnd(RangeState range, long end) {
    if (!range.ended()) {
      range.markEnded();
      handBack(range, end, range.cut(end));
      todo(range).forEach(left -> pending.add(left.from(), left.to()));
      notifyAll();
    }
  }

  private void handBack(RangeState range, long newEnd, long oldEnd) {
    if (newEnd < oldEnd) {
      pending.add(newEnd, oldEnd);
      notifyAll();
    }
  }

  /**
   * An executor died under one of Spark's tasks, which may be ours.
   *
   * @param why Spark's reason, such as "Command exited with code 137"
   */
  synchronized void executorLost(long task, String why) {
    for (RangeState range : List.copyOf(ranges.values())) {
      if (range.hasAttempt(task)) {
        range.takeCalled(task).ifPresent(index -> blame(range, index, why));
      }
    }
  }

  /** An executor died during the call: the computation is run again alone, or given up. */
  private void blame(RangeState range, long index, String why) {
    if (done.get((int) index)) {
      return;
    }
    int count = deaths.merge(index, 1, Integer::sum);
    if (count < DEATHS_ALLOWED) {
      suspects.add(index);
      return;
    }
    suspects.remove(index);
    String message =
        "executor lost while running computation %d on host %s, %d times: %s"
            .formatted(index, range.lastHost(), count, why);
    var failure =
        new ComputationFailure(
            index, count, inputs.apply(index), "ExecutorLost", message, "", range.lastHost());
    try {
      store.commit(new Block.Nothing(), Attempts.ofFailure(failure));
    } catch (AcmeException e) {
      fail(e);
    }
    failFinally(failure);
  }

  /**
   * Cuts the next range to hand out, if there is one and cores want it.
   *
   * @param size how many computations, given how many are pending and how many ranges may be handed
   *     out now
   */
  synchronized Optional<RangeState> nextRange(LongBinaryOperator size) {
    if (isOver()) {
      return Optional.empty();
    }
    if (pending.isEmpty()) {
      return nextSuspect();
    }
    long slots = 2L * cores - inFlight();
    if (slots <= 0) {
      return Optional.empty();
    }
    IndexSet.Range range = pending.take(Math.max(1, size.applyAsLong(pending.size(), slots)));
    return Optional.of(
        register(range, !announced.within(range.from(), range.to()).isEmpty(), false));
  }

  private Optional<RangeState> nextSuspect() {
    if (suspects.isEmpty() || inFlight() > 0) {
      return Optional.empty();
    }
    long suspect = suspects.first();
    suspects.remove(suspect);
    return Optional.of(register(new IndexSet.Range(suspect, suspect + 1), true, true));
  }

  private RangeState register(IndexSet.Range range, boolean careful, boolean solo) {
    var state = new RangeState(rangesMade++, range, careful, solo);
    ranges.put(state.number(), state);
    return state;
  }

  /** Gives the part of a range from {@code end} on back, before it is submitted. */
  synchronized void shorten(RangeState range, long end) {
    handBack(range, end, range.cut(end));
  }

  /** Spark's job of the range has ended well. */
  synchronized void jobSucceeded(RangeState range) {
    onEnd(range, range.end());
    ranges.remove(range.number());
  }

  /** Spark gave the range up, because executors died under it. */
  synchronized void jobDied(RangeState range, String why) {
    range.takeCalled().forEach(index -> blame(range, index, why));
    if (!range.ended()) {
      announced.add(range.from(), range.end());
    }
    onEnd(range, range.end());
    ranges.remove(range.number());
  }

  /** Something that concerns the whole run went wrong; the first such thing counts. */
  synchronized void fail(AcmeException e) {
    if (trouble == null) {
      trouble = e;
    }
    notifyAll();
  }

  synchronized void cores(int present) {
    cores = Math.max(1, present);
  }

  synchronized int cores() {
    return cores;
  }

  private int inFlight() {
    return (int) ranges.values().stream().filter(range -> !range.ended()).count();
  }

  /** Whether nothing more is to be handed out. */
  synchronized boolean isOver() {
    return trouble != null || stopped || done.cardinality() == nInputs;
  }

  synchronized Optional<AcmeException> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Mean duration of a computation so far, NaN if none has finished. */
  synchronized double meanSeconds() {
    long count = done.cardinality() - doneEarlier;
    long nanos = spentNanos;
    for (RangeState range : ranges.values()) {
      count += range.uncommitted();
      nanos += range.spentNanos();
    }
    return count == 0 ? Double.NaN : Math.max(nanos, 100) / 1e9 / count;
  }

  /** Computations that are finished, committed or not. */
  synchronized long finished() {
    return Math.min(
        nInputs,
        done.cardinality() + ranges.values().stream().mapToLong(RangeState::uncommitted).sum());
  }

  synchronized long rangesMade() {
    return rangesMade;
  }

  synchronized List<ComputationFailure> failures() {
    return failures.stream().sorted(Comparator.comparingLong(ComputationFailure::index)).toList();
  }

  synchronized boolean allDone() {
    return done.cardinality() == nInputs;
  }
}
