package org.acmespark.engine.executor;

import java.util.Collections;
import java.util.Iterator;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RunOverException;
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
public record SlotTask(String runId, Broadcast<byte[][]> spec)
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
      ExecutorRun run = ExecutorRun.enter(runId, spec);
      try {
        fill(slot, run);
      } finally {
        run.leave();
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
    return new Message.Next(slot, task, run.host(), WorkerEnd.here().now());
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
