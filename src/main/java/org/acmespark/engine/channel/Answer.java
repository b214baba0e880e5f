package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.List;

/** What the driver answers; the type of a {@link Message} says which answer it gets. */
public sealed interface Answer extends Serializable {

  /** Answer to a message that needs none: the driver has it. */
  record Received() implements Answer {}

  /** Answer to {@link Message.Next}: a range to compute, or nothing more to do. */
  sealed interface Turn extends Answer {}

  /** A range for the task, and what is left to do of it. */
  record Assignment(RangeWork range, Work work) implements Turn {}

  /** The task ends. */
  record Dismissal() implements Turn {}

  /**
   * Answer to {@link Message.Begin}: what is left to do of a range.
   *
   * @param todo computations of the range that are neither committed nor being committed
   * @param careful whether the task must announce each call, because an attempt before it died
   */
  record Work(List<IndexSet.Range> todo, boolean careful) implements Answer {
    /** Work for a task that nobody waits for. */
    public static Work none() {
      return new Work(List.of(), false);
    }
  }

  /** Answer to {@link Message.Commit}. */
  sealed interface Verdict extends Answer {}

  /** The block is published, and its computations are done. */
  record Committed() implements Verdict {}

  /** The block is dropped as a whole; {@code left} is what is left to do of the range. */
  record Refused(Work left) implements Verdict {}

  /** Answer to {@link Message.Progress}: the tasks whose ranges end earlier now. */
  record Shrinks(List<Shrink> shrinks) implements Answer {}

  /** The task begins no computation from {@code end} on. */
  record Shrink(Message.Task task, long end) implements Serializable {}

  /** Answer to {@link Message.Part}: the greatest length of the next part. */
  record Room(int bytes) implements Answer {}
}
