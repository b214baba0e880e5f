package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.acmespark.engine.channel.Message;

/**
 * The slots at which Spark works for a run. Each slot is a Spark task that asks for one range after
 * the other. Guarded by {@link RunState}.
 *
 * <p>Several tasks may fill a slot: a second task if the executor of the first died, or two at the
 * same time if Spark speculates. Therefore a range belongs to the slot. The first task that asks
 * for work gets the range that its predecessor left.
 */
final class Slots {
  /** How long a slot's task lives. Afterwards Spark can give the core to other jobs. */
  private static final Duration LIFETIME = Duration.ofSeconds(5);

  /** How long a task waits for work that other tasks may hand back. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final LongSupplier nanoClock;
  private final Map<Long, Slot> open = new HashMap<>();
  private final Deque<Asking> asking = new ArrayDeque<>();
  private long made;

  /** A task that waits for a range, and the time since when it has waited. */
  record Asking(Message.Next next, long sinceNanos) {
    /** Returns when the wall time of the task's worker ends; empty if it does not. */
    Optional<WallTimes.End> end() {
      return WallTimes.End.of(next.wall(), sinceNanos);
    }
  }

  private static final class Slot {
    private RangeState range;
    private OptionalLong begunNanos = OptionalLong.empty();
  }

  Slots(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Opens {@code n} slots and returns their numbers. */
  List<Long> open(long n) {
    List<Long> numbers = new ArrayList<>();
    for (long k = 0; k < n; k++) {
      open.put(made, new Slot());
      numbers.add(made++);
    }
    return numbers;
  }

  int size() {
    return open.size();
  }

  /** Returns the number of slots that have a range. */
  int busy() {
    return (int) open.values().stream().filter(slot -> range(slot).isPresent()).count();
  }

  long made() {
    return made;
  }

  boolean isOpen(Asking task) {
    return open.containsKey(task.next().slot());
  }

  /** Records that a task waits. Its slot must be open. */
  void ask(Asking task) {
    Slot slot = open.get(task.next().slot());
    if (slot.begunNanos.isEmpty()) {
      slot.begunNanos = OptionalLong.of(nanoClock.getAsLong());
    }
    asking.add(task);
  }

  /** Returns the waiting tasks, beginning with the one that has waited longest. */
  List<Asking> asking() {
    return List.copyOf(asking);
  }

  /** Returns the unfinished range that the slot of a waiting task already has. */
  Optional<RangeState> range(Asking task) {
    return Optional.ofNullable(open.get(task.next().slot())).flatMap(Slots::range);
  }

  private static Optional<RangeState> range(Slot slot) {
    return Optional.ofNullable(slot.range).filter(range -> !range.ended());
  }

  /**
   * Returns whether a waiting task should end because its slot is closed or its lifetime is over.
   */
  boolean isOutworn(Asking task) {
    Slot slot = open.get(task.next().slot());
    return slot == null || isPast(slot.begunNanos.orElseThrow(), LIFETIME);
  }

  /** Returns whether a task has waited for too long. */
  boolean isTired(Asking task) {
    return isPast(task.sinceNanos(), LINGER);
  }

  private boolean isPast(long nanos, Duration duration) {
    return nanoClock.getAsLong() - nanos > duration.toNanos();
  }

  /** Gives a range to the slot of a waiting task. The task no longer waits. */
  void assign(Asking task, RangeState range) {
    open.get(task.next().slot()).range = range;
    asking.remove(task);
  }

  /** Ends a waiting task, and closes its slot. */
  void dismiss(Asking task) {
    asking.remove(task);
    open.remove(task.next().slot());
  }

  /** Closes a slot whose job has ended. Returns the range that the slot leaves behind, if any. */
  Optional<RangeState> close(long number) {
    return Optional.ofNullable(open.remove(number)).flatMap(Slots::range);
  }
}
