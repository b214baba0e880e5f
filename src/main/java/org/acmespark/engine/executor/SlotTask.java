package org.acmespark.engine.executor;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RunOverException;
import org.acmespark.engine.channel.StackTraces;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The function that Spark runs for a slot, through {@code mapPartitions}. It asks the driver for
 * one range after the other until there is none. It returns no elements, because results and
 * failures travel through the control channel. The input elements are slot numbers, so that the
 * serializer of the context does not have to know our classes.
 */
public record SlotTask(String runId, Broadcast<byte[][]> spec, ControlChannel.Address driver)
    implements FlatMapFunction<Iterator<Long>, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(SlotTask.class);
  private static final long LEAVING_MILLIS = 1000;

  @Override
  public Iterator<Object> call(Iterator<Long> slots) {
    while (slots.hasNext()) {
      fill(slots.next());
    }
    return Collections.emptyIterator();
  }

  private void fill(long slot) {
    try {
      Optional<ExecutorRun> run = enter(slot);
      if (run.isPresent()) {
        try {
          fill(slot, run.get());
        } finally {
          run.get().leave();
        }
      }
    } catch (RunOverException e) {
      LOG.debug("slot {} has outlived its run", slot);
    } catch (OutOfMemoryError e) { // the heap has no room for the shared arguments
      if (DriversHeap.isHere()) {
        throw DriversHeap.isFull(e);
      }
      throw e;
    }
  }

  /**
   * Enters the run. Returns nothing if it cannot be read here; then no more work is for this host.
   */
  private Optional<ExecutorRun> enter(long slot) {
    try {
      return Optional.of(ExecutorRun.enter(runId, spec));
    } catch (RunOverException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) { // a class may be missing
      if (DriversHeap.isHere()) {
        throw e;
      }
      long task = TaskContext.get().taskAttemptId();
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      boolean ours = e instanceof IllegalStateException || e instanceof AcmeException;
      String why = ours ? e.getMessage() : e.toString();
      ControlChannel channel = driver.connect();
      channel.ask(Message.Trouble.ofHost(task, host, why, StackTraces.of(e)));
      channel.ask(Message.Next.now(slot, task, host, WorkerEnd.here().now()));
      return Optional.empty();
    }
  }

  private static void fill(long slot, ExecutorRun run) {
    Answer.Turn turn = run.ask(next(slot, run));
    while (turn instanceof Answer.Assignment assigned) {
      run.execute(assigned.range(), assigned.work(), Collections.emptyIterator());
      turn = run.ask(next(slot, run));
    }
    if (turn instanceof Answer.Dismissal dismissal && dismissal.leaving()) {
      WorkerEnd.here().leave();
      waitForTheEnd();
    }
  }

  private static Message.Next next(long slot, ExecutorRun run) {
    long task = TaskContext.get().taskAttemptId();
    return Message.Next.now(slot, task, run.host(), WorkerEnd.here().now());
  }

  /** Keeps the core for a moment, because Spark may not know yet that the worker ends. */
  private static void waitForTheEnd() {
    try {
      Thread.sleep(LEAVING_MILLIS);
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
  }
}
