package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.List;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;

/** What tasks say to the driver, and what it answers. */
public sealed interface Message extends Serializable {
  /**
   * One attempt of Spark at a range.
   *
   * @param range number of the range in the run
   * @param task Spark's task attempt id, unique in the application
   */
  record Task(long range, long task) implements Serializable {}

  /**
   * A task has nothing to do and asks for a range; answered by an {@link Assignment}, which may
   * take a while, or by null if the task should end.
   *
   * @param slot which of the driver's slots the task fills: several tasks may, one after the other
   *     died, or at a time if Spark speculates
   * @param task Spark's task attempt id
   */
  record Next(long slot, long task, String host) implements Message {}

  /** Answer to {@link Next}: a range, and what of it is left to do. */
  record Assignment(RangeWork range, Work work) implements Serializable {}

  /**
   * A task begins a range that it was sent with, and asks what is left; answered by {@link Work}.
   */
  record Begin(Task task, String host) implements Message {}

  /**
   * What is left to do of a range; the answer to {@link Begin} and to a refused {@link Commit}.
   *
   * @param todo computations of the range that are not committed
   * @param careful whether the task must announce each call, because an attempt before it died
   */
  record Work(List<IndexSet.Range> todo, boolean careful) implements Serializable {}

  /** A careful task is about to call the function. */
  record Calling(Task task, long index) implements Message {}

  /** How far the tasks of one executor are; answered by {@link Shrink}s. */
  record Progress(List<State> tasks) implements Message {}

  /**
   * How far a task is.
   *
   * @param computed computations finished that are not committed yet
   * @param failed computations failed that the driver does not know of yet
   * @param next first computation not begun
   * @param end where the range ends now
   * @param callNanos how long the present call has taken, 0 if none is made
   * @param spentNanos time spent in finished computations that are not committed yet
   */
  record State(
      Task task, long computed, long failed, long next, long end, long callNanos, long spentNanos)
      implements Serializable {}

  /** Answer to {@link Progress}: the task should begin nothing from {@code end} on. */
  record Shrink(Task task, long end) implements Serializable {}

  /** Part of a block that is to be committed; answered by how many bytes the next may have. */
  record Part(Block.Fragment fragment) implements Message {}

  /**
   * A block is ready; answered by null when committed, by {@link Work} when refused.
   *
   * @param last whether the task is through with its range, as {@link End} says otherwise
   * @param end where the range ends, if it is the last
   */
  record Commit(Task task, Block block, Attempts attempts, boolean last, long end)
      implements Message {}

  /** A task is through with its range, which ended at {@code end} after all. */
  record End(Task task, long end) implements Message {}

  /**
   * What functions have logged on an executor.
   *
   * @param dropped lines after these that could not be kept
   */
  record Log(String host, String executor, List<LogLine> lines, long dropped) implements Message {
    public boolean isEmpty() {
      return lines.isEmpty() && dropped == 0;
    }
  }

  /**
   * A line that a function has logged or printed.
   *
   * @param computation its index
   * @param millis since the epoch
   * @param logger name of the logger, empty for the computation's own and for prints
   */
  record LogLine(
      long computation, long millis, System.Logger.Level level, String logger, String text)
      implements Serializable {}

  /** A task cannot go on, through no fault of the function. */
  record Trouble(Task task, String host, String message, String trace) implements Message {}
}
