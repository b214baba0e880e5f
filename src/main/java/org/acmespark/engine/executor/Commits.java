package org.acmespark.engine.executor;

import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RunOverException;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.apache.spark.TaskContext;

/**
 * Commits the results of one range. At most one block is on its way to the driver. The task goes on
 * calling the function meanwhile, and takes the driver's verdict before it sends the next block, at
 * the end of each pass, and before it reports trouble. Guarded by {@link RangeExecution}.
 */
final class Commits {
  private final ExecutorRun run;
  private final Message.Task task;
  private final BlockWriter writer;
  private final AttemptLog log;
  private final Arguments arguments;
  private final InputElements elements;

  /** Whether this is the driver's own thread, which has each verdict at once. */
  private final boolean direct = TaskContext.get() == null;

  private long oldestResultNanos;
  private Optional<OnTheWay> onTheWay = Optional.empty();

  /** The work that is left after a refused commit. */
  private Optional<Answer.Work> refused = Optional.empty();

  private RuntimeException trouble;

  /**
   * A block on which the driver has not decided, as far as the task knows.
   *
   * @param before the computations before this one need their elements no more if it is published
   */
  private record OnTheWay(Supplier<Answer.Verdict> verdict, long before) {}

  Commits(
      ExecutorRun run,
      Message.Task task,
      BlockWriter writer,
      AttemptLog log,
      Arguments arguments,
      InputElements elements) {
    this.run = run;
    this.task = task;
    this.writer = writer;
    this.log = log;
    this.arguments = arguments;
    this.elements = elements;
  }

  /** Records that a result waits since {@code nanos}. */
  void add(long nanos) {
    if (oldestResultNanos == 0) {
      oldestResultNanos = nanos;
    }
  }

  /** Returns whether results wait. */
  boolean areThere() {
    return oldestResultNanos != 0;
  }

  /** Returns whether the results that wait fill a block. */
  boolean areMany() {
    return writer.full() || log.full() || elements.areMany();
  }

  /** Returns whether the results that wait have done so for long. */
  boolean areDue() {
    return areThere()
        && System.nanoTime() - oldestResultNanos > run.spec().layout().commitInterval().toNanos();
  }

  /**
   * Sends the results that wait to the driver, after the verdict on the block before. Sends nothing
   * if that was refused. Waits for the verdict on the last results of a pass.
   *
   * @param next first computation that has not begun
   * @return whether they were sent, and are not known to be refused
   */
  boolean commit(boolean last, long next, long end) {
    await();
    if (log.isEmpty() || refused.isPresent()) {
      return false;
    }
    run.sendLog();
    if (!arguments.isIntact()) {
      drop();
      arguments.suspect();
      refused = Optional.of(run.ask(Message.Begin.now(task, run.host())));
      return false;
    }
    Block block = writer.seal();
    oldestResultNanos = 0;
    elements.offered();
    var message = new Message.Commit(task, block, log.take(), last, end);
    onTheWay = Optional.of(new OnTheWay(run.begin(message), next - 1)); // the last call may run
    if (last || direct) {
      await();
    }
    return refused.isEmpty();
  }

  /**
   * Waits until no block is on the way.
   *
   * @throws AcmeException if the driver could not answer
   */
  void await() {
    if (onTheWay.isPresent()) {
      OnTheWay block = onTheWay.get();
      onTheWay = Optional.empty();
      if (block.verdict().get() instanceof Answer.Refused verdict) {
        refused = Optional.of(verdict.left());
      } else {
        elements.forgetBefore(block.before());
      }
    }
  }

  /** As {@link #await}, before the driver hears of trouble: it accepts nothing afterwards. */
  void awaitDespite(Throwable trouble) {
    try {
      await();
    } catch (RuntimeException e) {
      trouble.addSuppressed(e);
    }
  }

  boolean areRefused() {
    return refused.isPresent();
  }

  /**
   * Returns the work that is left if a commit was refused. Drops what was computed since, perhaps
   * by a call that ran while another thread committed.
   */
  Optional<Answer.Work> takeRefused() {
    Optional<Answer.Work> again = refused;
    refused = Optional.empty();
    if (again.isPresent() && !log.isEmpty()) {
      drop();
    }
    return again;
  }

  /** Drops the results that wait, which are computed again. */
  private void drop() {
    writer.seal();
    log.take();
    oldestResultNanos = 0;
  }

  /** Commits on another thread than the task's own, which throws what this throws. */
  void elsewhere(Runnable commit) {
    try {
      commit.run();
    } catch (AcmeException | RunOverException e) {
      trouble = e;
    }
  }

  /** Throws the failure of a commit on another thread. */
  void throwTrouble() {
    if (trouble != null) {
      throw trouble;
    }
  }
}
