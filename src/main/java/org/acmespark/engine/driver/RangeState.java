package org.acmespark.engine.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.store.Attempts;

/** The driver's knowledge about one range in flight. Guarded by {@link RunState}. */
final class RangeState {
  /** The driver's knowledge about one Spark attempt at the range. */
  private static final class Attempt {
    private final String host;
    private final Optional<WallTimes.End> end;
    private Message.State last;
    private long sent;
    private long sentNanos;
    private long calling = -1;
    private boolean dead;

    Attempt(String host, Optional<WallTimes.End> end) {
      this.host = host;
      this.end = end;
    }

    long uncommitted() {
      return sent + (last == null ? 0 : last.computed() + last.failed());
    }

    long spentNanos() {
      return sentNanos + (last == null ? 0 : last.spentNanos());
    }

    boolean isDrained() {
      return last != null && last.next() >= last.end() && uncommitted() == 0;
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

  /**
   * Returns whether the range runs alone, so that it alone can have caused the death of an
   * executor.
   */
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

  /**
   * Returns the description of the range for its tasks, or null before the dispatcher has created
   * it.
   */
  RangeWork work() {
    return work;
  }

  void work(RangeWork made) {
    work = made;
  }

  /**
   * Records that a task begins the range. If another task has begun it before, an executor may have
   * died.
   *
   * @param end when the wall time of the task's worker ends
   */
  void begin(long task, String host, Optional<WallTimes.End> end) {
    careful |= !attempts.isEmpty();
    attempts.put(task, new Attempt(host, end));
  }

  /** Returns when the wall time of a task's worker ends; empty if it does not. */
  Optional<WallTimes.End> workersEnd(long task) {
    return Optional.ofNullable(attempts.get(task)).flatMap(attempt -> attempt.end);
  }

  /** A call that had not ended when the worker of its task reached the end of its wall time. */
  record CutOff(long index, long nanos, WallTimes.End end, String host) {}

  /**
   * Returns the call that the end of a worker's wall time cut off. Empty if the task does not
   * belong to this range, or its worker was lost for another reason.
   *
   * @param now time on the driver's clock
   */
  Optional<CutOff> cutOff(long task, long now) {
    return Optional.ofNullable(attempts.get(task))
        .filter(attempt -> attempt.last != null && attempt.last.callNanos() > 0)
        .filter(attempt -> attempt.end.filter(e -> WallTimes.isReached(e, now)).isPresent())
        .map(
            attempt ->
                new CutOff(
                    attempt.last.next() - 1,
                    attempt.last.callNanos(),
                    attempt.end.get(),
                    attempt.host));
  }

  /** Returns the computation that a task was calling when it last reported. */
  Optional<Long> calledAtLastReport(long task) {
    return Optional.ofNullable(attempts.get(task))
        .filter(attempt -> attempt.last != null && attempt.last.callNanos() > 0)
        .map(attempt -> attempt.last.next() - 1)
        .filter(index -> index >= from);
  }

  /** Returns whether at most one task has begun the range so far. */
  boolean hadOneTask() {
    return attempts.size() <= 1;
  }

  /** Records that the executor of a task is lost. The task may belong to another range. */
  void lost(long task) {
    Optional.ofNullable(attempts.get(task)).ifPresent(attempt -> attempt.dead = true);
  }

  /**
   * Returns whether a task died and another task has replaced it. The replacement itself reports
   * where the range ends.
   */
  boolean isReplaced(long task) {
    Attempt attempt = attempts.get(task);
    return attempt != null
        && attempt.dead
        && attempts.values().stream().anyMatch(other -> !other.dead);
  }

  void calling(long task, long index) {
    attempts.get(task).calling = index;
  }

  /** Returns the computations that attempts have announced and not finished, and forgets them. */
  List<Long> takeCalled() {
    return attempts.keySet().stream().map(this::takeCalled).flatMap(Optional::stream).toList();
  }

  /**
   * Returns the computation that a task has announced and not finished, and forgets it. Empty if
   * the task does not belong to this range.
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

  /** Applies a report. Returns the previous end of the range. */
  long report(Message.State state) {
    long before = end;
    Attempt attempt = attempts.get(state.task().task());
    if (attempt != null) {
      attempt.last = state;
      end = Math.min(end, state.end());
    }
    return before;
  }

  /** Shortens the range to {@code newEnd}. Returns the previous end of the range. */
  long cut(long newEnd) {
    long before = end;
    end = Math.min(end, newEnd);
    return before;
  }

  /**
   * Records that a task has sent a block, which it reports no more. It may go on calling the
   * function before the block is published.
   */
  void sent(Message.Commit commit) {
    Attempt attempt = attempts.get(commit.task().task());
    if (attempt != null) {
      Attempts block = commit.attempts();
      attempt.last = null;
      attempt.sent = Finished.endedBy(block).count();
      attempt.sentNanos = Finished.nanos(block);
      if (Finished.endedBy(block).anyMatch(index -> index == attempt.calling)) {
        attempt.calling = -1;
      }
    }
  }

  /** Records that the block that a task has sent is published, or is not going to be. */
  void settled(long task) {
    Attempt attempt = attempts.get(task);
    if (attempt != null) {
      attempt.sent = 0;
      attempt.sentNanos = 0;
    }
  }

  /** Returns the number of computations of all attempts that are finished and not yet committed. */
  long uncommitted() {
    return attempts.values().stream().mapToLong(Attempt::uncommitted).max().orElse(0);
  }

  /**
   * Returns whether, by their last reports, tasks begin nothing more and have committed all that is
   * finished. Calls may still run.
   */
  boolean isDrained() {
    return attempts.values().stream().filter(attempt -> !attempt.dead).allMatch(Attempt::isDrained);
  }

  long spentNanos() {
    return attempts.values().stream().mapToLong(Attempt::spentNanos).max().orElse(0);
  }
}
