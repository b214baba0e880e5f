package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.List;

/**
 * An answer of the driver. The type parameter of a {@link Message} names the type of its answer.
 */
public sealed interface Answer extends Serializable {

  /** Answer to a message that asks for nothing: the driver has received the message. */
  record Received() implements Answer {}

  /** Answer to {@link Message.Next}: a range to compute, or nothing more to do. */
  sealed interface Turn extends Answer {}

  /** The task gets a range, and the work that is left in it. */
  record Assignment(RangeWork range, Work work) implements Turn {}

  /**
   * The task must end.
   *
   * @param leaving whether its worker should end, because it has too little of its wall time left
   *     for what is pending, or is not needed any more
   */
  record Dismissal(boolean leaving) implements Turn {}

  /**
   * Answer to {@link Message.Begin}: the work that is left in a range.
   *
   * @param todo computations of the range that are neither committed nor being committed
   * @param careful whether the task must announce each call, because an attempt before it died
   */
  record Work(List<IndexSet.Range> todo, boolean careful) implements Answer {
    /** Returns no work, for a task whose results are not needed. */
    public static Work none() {
      return new Work(List.of(), false);
    }
  }

  /** Answer to {@link Message.Commit}. */
  sealed interface Verdict extends Answer {}

  /** The block is published, and its computations are done. */
  record Committed() implements Verdict {}

  /** The whole block is dropped. {@code left} is the work that is left in the range. */
  record Refused(Work left) implements Verdict {}

  /**
   * Answer to {@link Message.Progress}: the tasks whose ranges now end earlier.
   *
   * @param commit whether finished results must be committed at once, because the run is about to
   *     be interrupted
   */
  record Shrinks(List<Shrink> shrinks, boolean commit) implements Answer {}

  /** The task must begin no computation from {@code end} on. */
  record Shrink(Message.Task task, long end) implements Serializable {}

  /** Answer to {@link Message.Part}: the greatest length of the next part in bytes. */
  record Room(int bytes) implements Answer {}

  /**
   * Answer to {@link Message.FindServer}: where the driver takes large arrays.
   *
   * @param port 0 if it takes none, and they have to be sent in parts as all else
   * @param token begins each piece of an array
   */
  record Server(String host, int port, byte[] token) implements Answer {}

  /**
   * Answer to {@link Message.Reserve}: where the array begins in the file; -1 if nothing is to be
   * written, because the run is over.
   */
  record Place(long position) implements Answer {}
}
