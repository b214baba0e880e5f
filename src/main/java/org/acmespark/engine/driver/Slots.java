package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
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
  /** After this time a slot's task ends, so that Spark's scheduler has its say. */
  private static final Duration LIFETIME = Duration.ofSeconds(5);

  /** So long does a task wait for work that others may hand back. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Map<Long, Slot> open = new HashMap<>();
  private final Deque<Asking> asking = new ArrayDeque<>();
  private long made;

  /** A task that waits for a range. */
  record Asking(Message.Next next, ControlChannel.Reply<Answer.Turn> reply, long sinceNanos) {
    boolean isTired() {
      return System.nanoTime() - sinceNanos > LINGER.toNanos();
    }
  }

  private static final class Slot {
    private RangeState range;
    private long begunNanos;
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

  void ask(Message.Next next, ControlChannel.Reply<Answer.Turn> reply) {
    Slot slot = open.get(next.slot());
    if (slot == null) {
      reply.send(new Answer.Dismissal());
      return;
    }
    if (slot.begunNanos == 0) {
      slot.begunNanos = System.nanoTime();
    }
    asking.add(new Asking(next, reply, System.nanoTime()));
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
    return slot == null || System.nanoTime() - slot.begunNanos > LIFETIME.toNanos();
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
    task.reply().send(new Answer.Dismissal());
  }

  /** Ends all waiting tasks. */
  void dismissAll() {
    asking().forEach(this::dismiss);
  }

  /** Closes a slot whose job has ended; returns the range that it leaves behind, if any. */
  Optional<RangeState> close(long number) {
    return Optional.ofNullable(open.remove(number)).flatMap(Slots::range);
  }
}
