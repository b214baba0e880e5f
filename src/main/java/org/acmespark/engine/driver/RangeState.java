package org.acmespark.engine.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeWork;

/** What the driver knows of one range in flight; guarded by {@link RunState}. */
final class RangeState {
  /** What is known of one of Spark's attempts at the range. */
  private static final class Attempt {
    private final String host;
    private Message.State last;
    private long calling = -1;
    private boolean dead;

    Attempt(String host) {
      this.host = host;
    }
  }

  private final long number;
  private final long from;
  private final boolean solo;
  private final Map<Long, Attempt> attempts = new HashMap<>();
  private long end;
  private boolean careful;
  private boolean ended;
  private RangeWork work;

  RangeState(long number, IndexSet.Range range, boolean careful, boolean solo) {
    this.number = number;
    this.from = range.from();
    this.end = range.to();
    this.careful = careful;
    this.solo = solo;
  }

  long number() {
    return number;
  }

  long from() {
    return from;
  }

  long end() {
    return end;
  }

  boolean careful() {
    return careful;
  }

  /** Whether nothing else runs beside it, so that a death has one culprit. */
  boolean solo() {
    return solo;
  }

  boolean covers(long index) {
    return index >= from && index < end;
  }

  boolean ended() {
    return ended;
  }

  void markEnded() {
    ended = true;
  }

  /** What its tasks are told of it; once the dispatcher has made it. */
  RangeWork work() {
    return work;
  }

  void work(RangeWork made) {
    work = made;
  }

  /** A task begins it; if another has before, an executor may have died. */
  void begin(long task, String host) {
    careful |= !attempts.isEmpty();
    attempts.put(task, new Attempt(host));
  }

  /** Whether no more than one task has ever begun it. */
  boolean hadOneTask() {
    return attempts.size() <= 1;
  }

  /** The executor of a task is lost, which may be one of ours. */
  void lost(long task) {
    Optional.ofNullable(attempts.get(task)).ifPresent(attempt -> attempt.dead = true);
  }

  /** Whether a task died and another has taken its place, which says itself where it ends. */
  boolean isReplaced(long task) {
    Attempt attempt = attempts.get(task);
    return attempt != null
        && attempt.dead
        && attempts.values().stream().anyMatch(other -> !other.dead);
  }

  void calling(long task, long index) {
    attempts.get(task).calling = index;
  }

  /** The computations that attempts have announced and not finished; forgets them. */
  List<Long> takeCalled() {
    return attempts.keySet().stream().map(this::takeCalled).flatMap(Optional::stream).toList();
  }

  /**
   * The computation that a task, if it is one of ours, has announced and not finished; forgets it.
   */
  Optional<Long> takeCalled(long task) {
    Attempt attempt = attempts.get(task);
    if (attempt == null || attempt.calling < 0) {
      return Optional.empty();
    }
    long calling = attempt.calling;
    attempt.calling = -1;
    return Optional.of(calling);
  }

  String lastHost() {
    return attempts.isEmpty()
        ? "an executor"
        : attempts.get(attempts.keySet().stream().mapToLong(Long::longValue).max().getAsLong())
            .host;
  }

  /** Takes a report; returns where the range ended before it. */
  long report(Message.State state) {
    long before = end;
    Attempt attempt = attempts.get(state.task().task());
    if (attempt != null) {
      attempt.last = state;
      end = Math.min(end, state.end());
    }
    return before;
  }

  /** Cuts the range off at {@code newEnd}; returns where it ended before. */
  long cut(long newEnd) {
    long before = end;
    end = Math.min(end, newEnd);
    return before;
  }

  void committed(long task) {
    Attempt attempt = attempts.get(task);
    if (attempt != null) {
      attempt.last = null;
      attempt.calling = -1;
    }
  }

  /** Computations that are finished and not yet committed, over all attempts. */
  long uncommitted() {
    return attempts.values().stream()
        .filter(attempt -> attempt.last != null)
        .mapToLong(attempt -> attempt.last.computed() + attempt.last.failed())
        .max()
        .orElse(0);
  }

  long spentNanos() {
    return attempts.values().stream()
        .filter(attempt -> attempt.last != null)
        .mapToLong(attempt -> attempt.last.spentNanos())
        .max()
        .orElse(0);
  }
}
