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
 * The places at which Spark works for a run: each is a Spark task that asks for one range after the
 * other. Guarded by {@link RunState}.
 *
 * <p>A slot may be filled by several tasks: by the next one if the executor of the first died, or
 * by two at a time if Spark speculates. So a range belongs to the slot, and whichever task asks for
 * work first gets what its predecessor left.
 */
final class Slots {
  /** How long a slot's task lives, so that Spark can give the core to other jobs. */
  private static final Duration LIFETIME = Duration.ofSeconds(5);

  /** How long a task waits for work that others may hand back. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final LongSupplier nanoClock;
  private final Map<Long, Slot> open = new HashMap<>();
  private final Deque<Asking> asking = new ArrayDeque<>();
  private long made;

  /** A task that waits for a range since a time of the clock. */
  record Asking(Message.Next next, long sinceNanos) {}

  private static final class Slot {
    private RangeState range;
    private OptionalLong begunNanos = OptionalLong.empty();
  }

  Slots(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Opens {@code n} slots; returns their numbers. */
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

  /** Slots with a range. */
  int busy() {
    return (int) open.values().stream().filter(slot -> range(slot).isPresent()).count();
  }

  long made() {
    return made;
  }

  boolean isOpen(Asking task) {
    return open.containsKey(task.next().slot());
  }

  /** A task waits, whose slot must be open. */
  void ask(Asking task) {
    Slot slot = open.get(task.next().slot());
    if (slot.begunNanos.isEmpty()) {
      slot.begunNanos = OptionalLong.of(nanoClock.getAsLong());
    }
    asking.add(task);
  }

  /** Those that wait, the longest waiting first. */
  List<Asking> asking() {
    return List.copyOf(asking);
  }

  /** The range that the slot of a waiting task has already and that has not ended. */
  Optional<RangeState> range(Asking task) {
    return Optional.ofNullable(open.get(task.next().slot())).flatMap(Slots::range);
  }

  private static Optional<RangeState> range(Slot slot) {
    return Optional.ofNullable(slot.range).filter(range -> !range.ended());
  }

  /** Whether a waiting task should end, since its slot is closed or has been there for long. */
  boolean isOutworn(Asking task) {
    Slot slot = open.get(task.next().slot());
    return slot == null || isPast(slot.begunNanos.orElseThrow(), LIFETIME);
  }

  /** Whether a task has waited for long enough. */
  boolean isTired(Asking task) {
    return isPast(task.sinceNanos(), LINGER);
  }

  private boolean isPast(long nanos, Duration duration) {
    return nanoClock.getAsLong() - nanos > duration.toNanos();
  }

  /** Gives the slot of a waiting task a range; the task waits no more. */
  void assign(Asking task, RangeState range) {
    open.get(task.next().slot()).range = range;
    asking.remove(task);
  }

  /** Ends a waiting task, and closes its slot. */
  void dismiss(Asking task) {
    asking.remove(task);
    open.remove(task.next().slot());
  }

  /** Closes a slot whose job has ended; returns the range that it leaves behind, if any. */
  Optional<RangeState> close(long number) {
    return Optional.ofNullable(open.remove(number)).flatMap(Slots::range);
  }
}
