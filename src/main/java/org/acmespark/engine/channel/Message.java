package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.List;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;

/**
 * What tasks say to the driver.
 *
 * @param <A> what it answers
 */
public sealed interface Message<A extends Answer> extends Serializable {
  /** The class of the answer. */
  Class<A> answerType();

  /** Hands the message to the method of the handler that takes its kind. */
  void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<A> reply);

  /**
   * One attempt of Spark at a range.
   *
   * @param range number of the range in the run
   * @param task Spark's task attempt id, unique in the application
   */
  record Task(long range, long task) implements Serializable {}

  /**
   * A task has nothing to do and asks for a range. The answer may take a while.
   *
   * @param slot which of the driver's slots the task fills: several tasks may, one after the other
   *     died, or at a time if Spark speculates
   * @param task Spark's task attempt id
   */
  record Next(long slot, long task, String host) implements Message<Answer.Turn> {
    @Override
    public Class<Answer.Turn> answerType() {
      return Answer.Turn.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Turn> reply) {
      handler.onNext(this, reply);
    }
  }

  /** A task begins a range that it was sent with, and asks what is left to do. */
  record Begin(Task task, String host) implements Message<Answer.Work> {
    @Override
    public Class<Answer.Work> answerType() {
      return Answer.Work.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Work> reply) {
      handler.onBegin(this, reply);
    }
  }

  /** A careful task is about to call the function. */
  record Calling(Task task, long index) implements Message<Answer.Received> {
    @Override
    public Class<Answer.Received> answerType() {
      return Answer.Received.class;
    }

    @Override
    public void sendTo(
        ControlChannel.Handler handler, ControlChannel.Reply<Answer.Received> reply) {
      handler.onCalling(this, reply);
    }
  }

  /** How far the tasks of one executor are. */
  record Progress(List<State> tasks) implements Message<Answer.Shrinks> {
    @Override
    public Class<Answer.Shrinks> answerType() {
      return Answer.Shrinks.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Shrinks> reply) {
      handler.onProgress(this, reply);
    }
  }

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

  /** Part of a block that is to be committed. */
  record Part(Block.Fragment fragment) implements Message<Answer.Room> {
    @Override
    public Class<Answer.Room> answerType() {
      return Answer.Room.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Room> reply) {
      handler.onPart(this, reply);
    }
  }

  /**
   * A block is ready.
   *
   * @param last whether the task is through with its range, as {@link End} says otherwise
   * @param end where the range ends, if it is the last
   */
  record Commit(Task task, Block block, Attempts attempts, boolean last, long end)
      implements Message<Answer.Verdict> {
    @Override
    public Class<Answer.Verdict> answerType() {
      return Answer.Verdict.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Verdict> reply) {
      handler.onCommit(this, reply);
    }
  }

  /** A task is through with its range, which ended at {@code end} after all. */
  record End(Task task, long end) implements Message<Answer.Received> {
    @Override
    public Class<Answer.Received> answerType() {
      return Answer.Received.class;
    }

    @Override
    public void sendTo(
        ControlChannel.Handler handler, ControlChannel.Reply<Answer.Received> reply) {
      handler.onEnd(this, reply);
    }
  }

  /**
   * What functions have logged on an executor.
   *
   * @param dropped lines after these that could not be kept
   */
  record Log(String host, String executor, List<LogLine> lines, long dropped)
      implements Message<Answer.Received> {
    @Override
    public Class<Answer.Received> answerType() {
      return Answer.Received.class;
    }

    @Override
    public void sendTo(
        ControlChannel.Handler handler, ControlChannel.Reply<Answer.Received> reply) {
      handler.onLog(this, reply);
    }

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
  record Trouble(Task task, String host, String message, String trace)
      implements Message<Answer.Received> {
    @Override
    public Class<Answer.Received> answerType() {
      return Answer.Received.class;
    }

    @Override
    public void sendTo(
        ControlChannel.Handler handler, ControlChannel.Reply<Answer.Received> reply) {
      handler.onTrouble(this, reply);
    }
  }
}
