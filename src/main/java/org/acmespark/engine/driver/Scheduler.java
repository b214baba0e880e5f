package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
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
  private final Finished finished;
  private final Suspects suspects = new Suspects();
  private final WallTimes walls;
  private final LongSupplier nanoClock;
  private final Slots slots;
  private final RangesInFlight ranges = new RangesInFlight();
  private final Backlog backlog;
  private final Deaths deaths;
  private final CoreCount cores = new CoreCount();
  private final Hosts hosts = new Hosts();
  private boolean stopped;
  private boolean broken;
  private boolean draining;
  private boolean changed;

  /**
   * Creates the scheduler of a run in which no computation is done.
   *
   * @param balancing whether idle cores take over the ends of ranges from busy tasks
   * @param walls which computations may begin on workers whose wall time ends
   * @param nanoClock returns the time in nanoseconds, from any origin
   */
  Scheduler(
      long nInputs,
      OnFailure onFailure,
      boolean balancing,
      WallTimes walls,
      LongSupplier nanoClock) {
    this.onFailure = onFailure;
    this.balancing = balancing;
    this.finished = new Finished(nInputs);
    this.walls = walls;
    this.backlog = new Backlog(nInputs, ranges, suspects, walls);
    this.deaths = new Deaths(ranges, finished, suspects, walls, backlog);
    this.nanoClock = nanoClock;
    this.slots = new Slots(nanoClock);
  }

  /** Marks the computations of earlier processes as done. */
  List<Decision.GiveUp> recover(Recovered recovered) {
    finished.recover(recovered);
    backlog.begin(finished.missing(0, finished.total()));
    return deaths.recall(recovered.deaths());
  }

  /** Records that a task waits for a range, or dismisses it. */
  List<Decision> asks(Slots.Asking task) {
    if (isOver() || draining || !slots.isOpen(task)) {
      return List.of(new Decision.Dismiss(task));
    }
    slots.ask(task);
    if (!hosts.asks(task.next().host())) {
      slots.range(task).ifPresent(range -> ends(range, range.end())); // its predecessor's
    }
    changed = true;
    return List.of();
  }

  /** Gives up the host of a task, which waits from now on. Returns false if tasks do not ask. */
  boolean troubled(Message.Task task, String host) {
    if (slots.made() > 0) {
      hosts.giveUp(host);
      ranges.of(task).ifPresent(range -> ends(range, range.end()));
    }
    return slots.made() > 0;
  }

  Hosts hosts() {
    return hosts;
  }

  /**
   * Records that a task begins a range. Returns the work that is left in the range.
   *
   * @param end when the wall time of the task's worker ends
   */
  Answer.Work begins(Message.Task task, String host, Optional<WallTimes.End> end) {
    Optional<RangeState> range = ranges.of(task);
    if (range.isEmpty() || isOver()) {
      return Answer.Work.none();
    }
    range.get().begin(task.task(), host, end);
    return left(range.get());
  }

  /** Returns how long the computations of a range may begin, if the worker's wall time ends. */
  Optional<Duration> lastBegin(Optional<WallTimes.End> end) {
    return walls.lastBegin(end, nanoClock.getAsLong());
  }

  private Answer.Work left(RangeState range) {
    return new Answer.Work(todo(range), range.careful());
  }

  private List<IndexSet.Range> todo(RangeState range) {
    IndexSet left = finished.missing(range.from(), range.end());
    backlog.removeFrom(left, range);
    return left.ranges();
  }

  /** Records that a careful task is about to call the function. */
  void calls(Message.Task task, long index) {
    ranges.of(task).ifPresent(range -> range.calling(task.task(), index));
  }

  /** Records the progress of tasks. Returns the tasks whose ranges now end earlier. */
  List<Answer.Shrink> progress(Message.Progress progress) {
    var shrinks = new ArrayList<Answer.Shrink>();
    for (Message.State state : progress.tasks()) {
      ranges
          .of(state.task())
          .ifPresent(
              range -> {
                handBack(range, state.end(), range.report(state));
                if (state.next() < state.end() && isToEnd(range, state)) {
                  shrinks.add(new Answer.Shrink(state.task(), state.next()));
                } else if (balancing) {
                  int idle = backlog.size() == 0 ? cores.present() - ranges.size() : 0;
                  balance
                      .cut(state, idle, finished.meanSeconds(ranges))
                      .ifPresent(end -> shrinks.add(new Answer.Shrink(state.task(), end)));
                }
              });
    }
    return shrinks;
  }

  private boolean isToEnd(RangeState range, Message.State state) {
    return stopped || draining || walls.isTooLate(range, state, nanoClock.getAsLong());
  }

  /** Records that a task has sent a block, which is offered when it is its turn. */
  void sends(Message.Commit commit) {
    ranges.of(commit.task()).ifPresent(range -> range.sent(commit));
  }

  /**
   * Accepts or refuses a block that a task offers. If the block is not refused, its computations
   * are reserved until {@link #published} or {@link #withdraw}.
   */
  Optional<Answer.Refused> offers(Message.Commit commit) {
    Optional<RangeState> range = ranges.of(commit.task());
    if (range.isEmpty() || isOver()) {
      return Optional.of(new Answer.Refused(Answer.Work.none()));
    }
    if (finished.reserve(commit.attempts())) {
      return Optional.empty();
    }
    range.get().settled(commit.task().task());
    return Optional.of(new Answer.Refused(left(range.get())));
  }

  /** Records that an accepted block is published. Its computations are done. */
  void published(Message.Commit commit) {
    Attempts attempts = commit.attempts();
    finished.add(attempts);
    walls.saw(attempts);
    attempts.failed().stream()
        .filter(Attempts.Failed::last)
        .forEach(failed -> failFinally(failed.failure()));
    ranges
        .of(commit.task())
        .ifPresent(
            range -> {
              range.settled(commit.task().task());
              if (commit.last()) {
                ends(commit.task(), commit.end());
              }
            });
    changed = true;
  }

  /** Records that a block could not be published. Its computations become pending again. */
  void withdraw(Message.Commit commit) {
    ranges.of(commit.task()).ifPresent(range -> range.settled(commit.task().task()));
    Finished.endedBy(commit.attempts())
        .forEach(
            index -> {
              finished.release(index);
              if (!ranges.cover(index)) {
                backlog.add(index, index + 1);
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

  /** Records that a task has finished its range. */
  void ends(Message.Task task, long end) {
    ranges
        .of(task)
        .filter(range -> !range.isReplaced(task.task()))
        .ifPresent(range -> ends(range, end));
  }

  /** Records the end of a range, as {@link #ends(Message.Task, long)} does. */
  void ends(RangeState range, long end) {
    if (!range.ended()) {
      range.markEnded();
      handBack(range, end, range.cut(end));
      todo(range).forEach(left -> backlog.add(left.from(), left.to()));
      ranges.remove(range);
      changed = true;
    }
  }

  private void handBack(RangeState range, long newEnd, long oldEnd) {
    if (newEnd < oldEnd) {
      backlog.add(newEnd, oldEnd);
      changed = true;
    }
  }

  /** Records that an executor died under a Spark task; twice if the cause was in doubt. */
  List<Decision.GiveUp> executorLost(Death death) {
    changed = true;
    return isOver() ? List.of() : deaths.lost(death, nanoClock.getAsLong());
  }

  /**
   * Opens slots while there are free cores and pending work.
   *
   * @return the numbers of the new slots
   */
  List<Long> openSlots() {
    if (isOver() || draining) {
      return List.of();
    }
    int held = hosts.held(slots.asking());
    if (backlog.size() == 0) {
      return slots.open(backlog.suspectIsNext() && slots.size() == held ? 1 : 0);
    }
    long idle = slots.size() - slots.busy() - held;
    return slots.open(Math.min(cores.present() - slots.size(), backlog.size() - idle));
  }

  /**
   * Finds a range for a waiting task, first what its slot has left. Dismisses tired tasks.
   *
   * @return the dismissals, followed by at most one grant
   */
  List<Decision> handOut(RangeSizing.Size size) {
    if (draining) {
      return dismissAll();
    }
    List<Decision> decisions = new ArrayList<>();
    for (Slots.Asking task : hosts.served(slots.asking())) {
      Optional<RangeState> range = slots.range(task);
      if (range.isEmpty()) {
        if (slots.isOutworn(task) && !(cores.mayShrink() && backlog.size() == 0)) {
          decisions.add(dismiss(task, false));
          continue;
        }
        range = nextRange(size, task.next().wall());
      }
      if (range.isPresent()) {
        slots.assign(task, range.get());
        decisions.add(new Decision.Grant(task, range.get()));
        return decisions;
      }
      boolean late = !isOver() && backlog.isBeyond(task.next().wall());
      if (late || slots.isTired(task)) {
        decisions.add(dismiss(task, late || !isOver() && backlog.size() == 0 && cores.giveBack()));
      }
    }
    return decisions;
  }

  private Decision dismiss(Slots.Asking task, boolean leaving) {
    slots.dismiss(task);
    return new Decision.Dismiss(task, leaving);
  }

  /** Cuts the next range from the pending computations, if there are any. */
  Optional<RangeState> nextRange(RangeSizing.Size size) {
    return nextRange(size, WallTime.unlimited());
  }

  private Optional<RangeState> nextRange(RangeSizing.Size size, WallTime wall) {
    return isOver() || draining
        ? Optional.empty()
        : backlog.next(size, wall, Math.max(1, cores.present() - ranges.size()));
  }

  /** Gives back the part of a range from {@code end} on, before the range is sent. */
  void shorten(RangeState range, long end) {
    handBack(range, end, range.cut(end));
  }

  /** Records that Spark gave up a range because executors died under it. */
  List<Decision.GiveUp> jobDied(RangeState range, String why) {
    List<Decision.GiveUp> decisions = deaths.lost(range, why);
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
    return dismissAll();
  }

  private List<Decision> dismissAll() {
    return slots.asking().stream().map(task -> dismiss(task, false)).toList();
  }

  /** Begins to end the run: nothing more is handed out, and results are still accepted. */
  void drain() {
    draining = true;
    changed = true;
  }

  boolean isDraining() {
    return draining;
  }

  CoreCount cores() {
    return cores;
  }

  RangesInFlight ranges() {
    return ranges;
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

  /** Returns the number of finished computations, committed or not. */
  long count() {
    return Math.min(finished.count() + ranges.uncommitted(), finished.total());
  }

  Finished finished() {
    return finished;
  }

  /** Returns the number of Spark tasks: one per slot, or one per range if ranges read an RDD. */
  long tasks() {
    return slots.made() == 0 ? ranges.made() : slots.made();
  }
}
