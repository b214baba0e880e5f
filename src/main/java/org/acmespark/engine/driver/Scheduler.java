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
 * Decides what each task computes and which block is published. Plain state: events come in as
 * method calls, answers and {@link Decision}s go out. It knows no Spark, no store and no clock but
 * the one that it is given. Not thread-safe: guarded by {@link RunState}.
 *
 * <p>A computation is pending, in a range in flight, suspected, reserved or done. It is reserved
 * while its results are being published; nobody else computes or commits it then. It is done when
 * that has succeeded, or when it has failed for good.
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
   * A run of which nothing is done.
   *
   * @param balancing whether busy tasks lose their ends to idle cores
   * @param nanoClock the time in nanoseconds, from any origin
   */
  Scheduler(long nInputs, OnFailure onFailure, boolean balancing, LongSupplier nanoClock) {
    this.onFailure = onFailure;
    this.balancing = balancing;
    this.finished = new Finished(nInputs);
    this.pending = IndexSet.of(0, nInputs);
    this.slots = new Slots(nanoClock);
  }

  /** Counts what earlier processes have done as done. */
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

  /** A task waits for a range from now on, unless it is dismissed. */
  List<Decision> asks(Slots.Asking task) {
    if (isOver() || !slots.isOpen(task)) {
      return List.of(new Decision.Dismiss(task));
    }
    slots.ask(task);
    changed = true;
    return List.of();
  }

  /** A task begins a range; returns what is left to do of it. */
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

  /** A careful task is about to call the function. */
  void calls(Message.Task task, long index) {
    range(task).ifPresent(range -> range.calling(task.task(), index));
  }

  private Optional<RangeState> range(Message.Task task) {
    return Optional.ofNullable(ranges.get(task.range()));
  }

  /** How far tasks are; returns which of them end earlier now. */
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
   * A block is offered. If it is not refused, its computations are reserved until {@link
   * #published} or {@link #withdraw}.
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

  /** A block that was not refused is published: its computations are done. */
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

  /** A block could not be published: what it held is to be computed again. */
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

  /** A computation that was given up is in the ledger. */
  void gaveUp(ComputationFailure failure) {
    failFinally(failure);
    changed = true;
  }

  private void failFinally(ComputationFailure failure) {
    stopped |= finished.add(failure) && onFailure == OnFailure.STOP;
  }

  /** A task is through with its range, which ended at {@code end}. */
  void ends(Message.Task task, long end) {
    range(task)
        .filter(range -> !range.isReplaced(task.task()))
        .ifPresent(range -> ends(range, end));
  }

  /** As {@link #ends(Message.Task, long)}, of a range whose number is known. */
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

  /** An executor died under one of Spark's tasks, for a reason that Spark gives. */
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
   * Opens slots as far as there are cores and work for them.
   *
   * @return their numbers
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
   * Finds a range for a waiting task: what another task of its slot left, or a new one. Dismisses
   * tasks that have waited for long.
   *
   * @return dismissals, and then at most one grant
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

  /** Cuts the next range to hand out, if there is one. */
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

  /** Gives the part of a range from {@code end} on back, before it is sent. */
  void shorten(RangeState range, long end) {
    handBack(range, end, range.cut(end));
  }

  /** Spark gave a range up, because executors died under it. */
  List<Decision.GiveUp> jobDied(RangeState range, String why) {
    List<Decision.GiveUp> decisions = new ArrayList<>();
    range.takeCalled().forEach(index -> blame(range, index, why, decisions));
    if (!range.ended()) {
      suspects.watch(range);
    }
    ends(range, range.end());
    return decisions;
  }

  /** Spark's job of a slot has ended; returns the range that it leaves behind. */
  Optional<RangeState> closeSlot(long number) {
    return slots.close(number);
  }

  /** The run cannot go on. */
  void breakOff() {
    broken = true;
    changed = true;
  }

  /** Nothing more is handed out, and nobody waits. */
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

  /** Ranges that have not ended. */
  int inFlight() {
    return ranges.size();
  }

  /** Whether something has happened since the last call that {@link #handOut} can depend on. */
  boolean takeChanged() {
    boolean before = changed;
    changed = false;
    return before;
  }

  /** Whether nothing more is to be handed out. */
  boolean isOver() {
    return broken || stopped || finished.isAll();
  }

  /** Mean duration of a computation so far, NaN if none has finished. */
  double meanSeconds() {
    long count = finished.countHere();
    long nanos = finished.spentNanos();
    for (RangeState range : ranges.values()) {
      count += range.uncommitted();
      nanos += range.spentNanos();
    }
    return count == 0 ? Double.NaN : Math.max(nanos, 100) / 1e9 / count;
  }

  /** Computations that are finished, committed or not. */
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

  /** Spark tasks that were asked for: one per slot, or one per range where it reads an RDD. */
  long tasks() {
    return slots.made() == 0 ? rangesMade : slots.made();
  }
}
