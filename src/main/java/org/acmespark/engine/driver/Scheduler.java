package org.acmespark.engine.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.Recovered;

/**
 * Decides which computations each task gets and which blocks are published. It is plain state:
 * events arrive as method calls, and the methods return answers and {@link Decision}s. It knows
 * neither Spark nor the store, and is given its clock. Not thread-safe: {@link RunState} guards it.
 *
 * <p>A computation is pending, in a range in flight, suspected, reserved or done. It is reserved
 * while its results are being published; no other task computes or commits it meanwhile. It is done
 * when the publication has succeeded, or when it has finally failed.
 */
final class Scheduler {
  private final OnFailure onFailure;
  private final boolean balancing;
  private final Balance balance = new Balance();
  private IndexSet pending;
  private final Finished finished;
  private final Suspects suspects = new Suspects();
  private final Slots slots;
  private final Map<Long, RangeState> ranges = new TreeMap<>();
  private long rangesMade;
  private int cores = 1;
  private boolean stopped;
  private boolean broken;
  private boolean changed;

  /**
   * Creates the scheduler of a run in which no computation is done.
   *
   * @param balancing whether idle cores take over the ends of ranges from busy tasks
   * @param nanoClock returns the time in nanoseconds, from any origin
   */
  Scheduler(long nInputs, OnFailure onFailure, boolean balancing, LongSupplier nanoClock) {
    this.onFailure = onFailure;
    this.balancing = balancing;
    this.finished = new Finished(nInputs);
    this.pending = IndexSet.of(0, nInputs);
    this.slots = new Slots(nanoClock);
  }

  /** Marks the computations of earlier processes as done. */
  List<Decision.GiveUp> recover(Recovered recovered) {
    finished.recover(recovered);
    pending = finished.missing(0, finished.total());
    List<Decision.GiveUp> decisions = new ArrayList<>();
    for (Map.Entry<Long, Integer> death : recovered.deaths().entrySet()) {
      if (!finished.contains(death.getKey())) {
        suspects
            .recall(death.getKey(), death.getValue())
            .map(this::giveUp)
            .ifPresent(decisions::add);
      }
    }
    return decisions;
  }

  private Decision.GiveUp giveUp(Decision.GiveUp decision) {
    pending.remove(decision.index());
    finished.reserve(decision.index());
    return decision;
  }

  /** Records that a task waits for a range, or dismisses it. */
  List<Decision> asks(Slots.Asking task) {
    if (isOver() || !slots.isOpen(task)) {
      return List.of(new Decision.Dismiss(task));
    }
    slots.ask(task);
    changed = true;
    return List.of();
  }

  /** Records that a task begins a range. Returns the work that is left in the range. */
  Answer.Work begins(Message.Task task, String host) {
    RangeState range = ranges.get(task.range());
    if (range == null || isOver()) {
      return Answer.Work.none();
    }
    range.begin(task.task(), host);
    return left(range);
  }

  private Answer.Work left(RangeState range) {
    return new Answer.Work(todo(range), range.careful());
  }

  private List<IndexSet.Range> todo(RangeState range) {
    IndexSet left = finished.missing(range.from(), range.end());
    if (!range.solo()) {
      suspects.removeFrom(left, range);
    }
    return left.ranges();
  }

  /** Records that a careful task is about to call the function. */
  void calls(Message.Task task, long index) {
    range(task).ifPresent(range -> range.calling(task.task(), index));
  }

  private Optional<RangeState> range(Message.Task task) {
    return Optional.ofNullable(ranges.get(task.range()));
  }

  /** Records the progress of tasks. Returns the tasks whose ranges now end earlier. */
  List<Answer.Shrink> progress(Message.Progress progress) {
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
    return shrinks;
  }

  private int idleCores() {
    return pending.isEmpty() ? cores - ranges.size() : 0;
  }

  /**
   * Accepts or refuses a block that a task offers. If the block is not refused, its computations
   * are reserved until {@link #published} or {@link #withdraw}.
   */
  Optional<Answer.Refused> offers(Message.Commit commit) {
    RangeState range = ranges.get(commit.task().range());
    if (range == null || isOver()) {
      return Optional.of(new Answer.Refused(Answer.Work.none()));
    }
    return finished.reserve(commit.attempts())
        ? Optional.empty()
        : Optional.of(new Answer.Refused(left(range)));
  }

  /** Records that an accepted block is published. Its computations are done. */
  void published(Message.Commit commit) {
    Attempts attempts = commit.attempts();
    finished.add(attempts);
    attempts.failed().stream()
        .filter(Attempts.Failed::last)
        .forEach(failed -> failFinally(failed.failure()));
    range(commit.task())
        .ifPresent(
            range -> {
              range.committed(commit.task().task());
              if (commit.last()) {
                ends(commit.task(), commit.end());
              }
            });
    changed = true;
  }

  /** Records that a block could not be published. Its computations become pending again. */
  void withdraw(Message.Commit commit) {
    Finished.endedBy(commit.attempts())
        .forEach(
            index -> {
              finished.release(index);
              if (ranges.values().stream().noneMatch(range -> range.covers(index))) {
                pending.add(index);
              }
            });
    changed = true;
  }

  /** Records that the ledger contains a computation that was given up. */
  void gaveUp(ComputationFailure failure) {
    failFinally(failure);
    changed = true;
  }

  private void failFinally(ComputationFailure failure) {
    stopped |= finished.add(failure) && onFailure == OnFailure.STOP;
  }

  /** Records that a task has finished its range, which ended at {@code end}. */
  void ends(Message.Task task, long end) {
    range(task)
        .filter(range -> !range.isReplaced(task.task()))
        .ifPresent(range -> ends(range, end));
  }

  /** Records the end of a range, as {@link #ends(Message.Task, long)} does. */
  void ends(RangeState range, long end) {
    if (!range.ended()) {
      range.markEnded();
      handBack(range, end, range.cut(end));
      todo(range).forEach(left -> pending.add(left.from(), left.to()));
      ranges.remove(range.number());
      changed = true;
    }
  }

  private void handBack(RangeState range, long newEnd, long oldEnd) {
    if (newEnd < oldEnd) {
      pending.add(newEnd, oldEnd);
      changed = true;
    }
  }

  /** Records that an executor died under a Spark task. {@code why} is Spark's reason. */
  List<Decision.GiveUp> executorLost(long task, String why) {
    List<Decision.GiveUp> decisions = new ArrayList<>();
    for (RangeState range : ranges.values()) {
      range.lost(task);
      range.takeCalled(task).ifPresent(index -> blame(range, index, why, decisions));
    }
    return decisions;
  }

  private void blame(RangeState range, long index, String why, List<Decision.GiveUp> decisions) {
    if (!finished.isTaken(index)) {
      suspects.died(index, range.lastHost(), why).map(this::giveUp).ifPresent(decisions::add);
    }
  }

  /**
   * Opens slots while there are free cores and pending work.
   *
   * @return the numbers of the new slots
   */
  List<Long> openSlots() {
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
   * Finds a range for a waiting task: the range that an earlier task of its slot left, or a new
   * one. Dismisses tasks that have waited for too long.
   *
   * @return the dismissals, followed by at most one grant
   */
  List<Decision> handOut(RangeSizing.Size size) {
    List<Decision> decisions = new ArrayList<>();
    for (Slots.Asking task : slots.asking()) {
      Optional<RangeState> range = slots.range(task);
      if (range.isEmpty()) {
        if (slots.isOutworn(task)) {
          decisions.add(dismiss(task));
          continue;
        }
        range = nextRange(size);
      }
      if (range.isPresent()) {
        slots.assign(task, range.get());
        decisions.add(new Decision.Grant(task, range.get()));
        return decisions;
      }
      if (slots.isTired(task)) {
        decisions.add(dismiss(task));
      }
    }
    return decisions;
  }

  private Decision dismiss(Slots.Asking task) {
    slots.dismiss(task);
    return new Decision.Dismiss(task);
  }

  /** Cuts the next range from the pending computations, if there are any. */
  Optional<RangeState> nextRange(RangeSizing.Size size) {
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

  /** Gives back the part of a range from {@code end} on, before the range is sent. */
  void shorten(RangeState range, long end) {
    handBack(range, end, range.cut(end));
  }

  /** Records that Spark gave up a range because executors died under it. */
  List<Decision.GiveUp> jobDied(RangeState range, String why) {
    List<Decision.GiveUp> decisions = new ArrayList<>();
    range.takeCalled().forEach(index -> blame(range, index, why, decisions));
    if (!range.ended()) {
      suspects.watch(range);
    }
    ends(range, range.end());
    return decisions;
  }

  /** Closes a slot whose Spark job has ended. Returns the range that the slot leaves behind. */
  Optional<RangeState> closeSlot(long number) {
    return slots.close(number);
  }

  /** Ends the run because of a failure. */
  void breakOff() {
    broken = true;
    changed = true;
  }

  /** Stops handing out ranges, and dismisses all waiting tasks. */
  List<Decision> stop() {
    stopped = true;
    return slots.asking().stream().map(this::dismiss).toList();
  }

  void cores(int present) {
    cores = Math.max(1, present);
  }

  int cores() {
    return cores;
  }

  /** Returns the number of ranges that have not ended. */
  int inFlight() {
    return ranges.size();
  }

  /** Returns whether an event since the last call may change the result of {@link #handOut}. */
  boolean takeChanged() {
    boolean before = changed;
    changed = false;
    return before;
  }

  /** Returns whether no more ranges are handed out. */
  boolean isOver() {
    return broken || stopped || finished.isAll();
  }

  /** Returns the mean duration of a computation so far in seconds, NaN if none has finished. */
  double meanSeconds() {
    long count = finished.countHere();
    long nanos = finished.spentNanos();
    for (RangeState range : ranges.values()) {
      count += range.uncommitted();
      nanos += range.spentNanos();
    }
    return count == 0 ? Double.NaN : Math.max(nanos, 100) / 1e9 / count;
  }

  /** Returns the number of finished computations, committed or not. */
  long count() {
    long uncommitted = ranges.values().stream().mapToLong(RangeState::uncommitted).sum();
    return Math.min(finished.count() + uncommitted, finished.total());
  }

  Finished finished() {
    return finished;
  }

  long rangesMade() {
    return rangesMade;
  }

  /**
   * Returns the number of Spark tasks that were requested: one per slot, or one per range if ranges
   * read an RDD.
   */
  long tasks() {
    return slots.made() == 0 ? rangesMade : slots.made();
  }
}
