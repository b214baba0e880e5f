package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;

/**
 * A message from a task to the driver.
 *
 * @param <A> the type of the driver's answer
 */
public sealed interface Message<A extends Answer> extends Serializable {
  /** Returns the class of the answer. */
  Class<A> answerType();

  /** Calls the handler's method for this kind of message. */
  void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<A> reply);

  /**
   * One Spark attempt at a range.
   *
   * @param range number of the range in the run
   * @param task Spark's task attempt id, unique in the application
   */
  record Task(long range, long task) implements Serializable {}

  /**
   * An idle task asks for a range. The answer may take a while.
   *
   * @param slot number of the slot that the task fills; a slot may have several tasks, one after
   *     another died, or at the same time if Spark speculates
   * @param task Spark's task attempt id
   * @param wall what is left of the wall time of the executor's worker
   * @param sentMillis the time by the clock of the host, in milliseconds since the epoch
   */
  record Next(long slot, long task, String host, WallTime wall, long sentMillis)
      implements Message<Answer.Turn> {
    /** Creates a message that is sent now. */
    public static Next now(long slot, long task, String host, WallTime wall) {
      return new Next(slot, task, host, wall, System.currentTimeMillis());
    }

    @Override
    public Class<Answer.Turn> answerType() {
      return Answer.Turn.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Turn> reply) {
      handler.onNext(this, reply);
    }
  }

  /**
   * A task begins the range with which it was sent, and asks for the work that is left in it.
   *
   * @param sentMillis the time by the clock of the host, in milliseconds since the epoch
   */
  record Begin(Task task, String host, long sentMillis) implements Message<Answer.Work> {
    /** Creates a message that is sent now. */
    public static Begin now(Task task, String host) {
      return new Begin(task, host, System.currentTimeMillis());
    }

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

  /** The progress of the tasks of one executor. */
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
   * The progress of a task.
   *
   * @param computed number of finished computations that are in no block that was sent
   * @param failed number of failed computations that the driver does not know yet
   * @param next first computation that has not begun
   * @param end current end of the range
   * @param callNanos duration of the present call so far, 0 if there is none
   * @param spentNanos time spent in finished computations that are in no block that was sent
   */
  record State(
      Task task, long computed, long failed, long next, long end, long callNanos, long spentNanos)
      implements Serializable {}

  /** A part of a block that will be committed. */
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

  /** An executor that does not see the driver's file asks where it can send large arrays. */
  record FindServer() implements Message<Answer.Server> {
    @Override
    public Class<Answer.Server> answerType() {
      return Answer.Server.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Server> reply) {
      handler.onFindServer(this, reply);
    }
  }

  /**
   * A task asks for the place of a large array that it will write itself or send.
   *
   * @param stream identifier of the stream of the block to which the array belongs
   * @param row index of the computation if the array is its row of the stacked dataset, -1 if not
   * @param length of the array in bytes
   */
  record Reserve(UUID stream, long row, long length) implements Message<Answer.Place> {
    @Override
    public Class<Answer.Place> answerType() {
      return Answer.Place.class;
    }

    @Override
    public void sendTo(ControlChannel.Handler handler, ControlChannel.Reply<Answer.Place> reply) {
      handler.onReserve(this, reply);
    }
  }

  /** A task has written arrays to the places that it had asked for. */
  record Written(UUID stream, List<Block.WrittenArray> arrays) implements Message<Answer.Received> {
    @Override
    public Class<Answer.Received> answerType() {
      return Answer.Received.class;
    }

    @Override
    public void sendTo(
        ControlChannel.Handler handler, ControlChannel.Reply<Answer.Received> reply) {
      handler.onWritten(this, reply);
    }
  }

  /**
   * A block is ready to be committed.
   *
   * @param last whether the task has finished its range; if this is false, {@link End} reports it
   *     later
   * @param end end of the range, if {@code last} is true
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

  /** A task has finished its range, which in the end reached up to {@code end}. */
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
   * The lines that functions have logged on an executor.
   *
   * @param dropped number of lines after these that could not be kept
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

    /** Returns the same lines as if each had been logged that much later. */
    public Log later(long millis) {
      return new Log(
          host, executor, lines.stream().map(line -> line.later(millis)).toList(), dropped);
    }

    public boolean isEmpty() {
      return lines.isEmpty() && dropped == 0;
    }
  }

  /**
   * A line that a function has logged or printed.
   *
   * @param computation index of the computation
   * @param millis time in milliseconds since the epoch
   * @param logger name of the logger, empty for the computation's own logger and for prints
   */
  record LogLine(
      long computation, long millis, System.Logger.Level level, String logger, String text)
      implements Serializable {
    private LogLine later(long more) {
      return new LogLine(computation, millis + more, level, logger, text);
    }
  }

  /**
   * A task cannot continue for a reason other than the function.
   *
   * @param here whether the reason may be this host alone
   */
  record Trouble(Task task, String host, boolean here, String message, String trace)
      implements Message<Answer.Received> {
    /** A task cannot even begin a range on its host. */
    public static Trouble ofHost(long task, String host, String message, String trace) {
      return new Trouble(new Task(-1, task), host, true, message, trace);
    }

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
