package org.acmespark.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Iterator;
import org.acmespark.model.AcmeException;
import org.acmespark.store.ObjectBytes;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Spark runs for a partition of ranges, through {@code mapPartitions}. Gives back nothing,
 * since results and failures travel through the control channel. The elements are serialized {@link
 * RangeWork}, so that no serializer that the context is configured with has to know our classes.
 */
record RangeTask(String runId, Broadcast<byte[][]> spec)
    implements FlatMapFunction<Iterator<byte[]>, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(RangeTask.class);

  @Override
  public Iterator<Object> call(Iterator<byte[]> ranges) {
    while (ranges.hasNext()) {
      execute((RangeWork) ObjectBytes.read(ranges.next()), Collections.emptyIterator());
    }
    return Collections.emptyIterator();
  }

  /** Runs one range; {@code elements} is what an input RDD holds for its computations. */
  void execute(RangeWork work, Iterator<?> elements) {
    try {
      execute(ExecutorRun.of(runId, spec), work, elements);
    } catch (RunOverException e) {
      LOG.debug("range {} has outlived its run", work.number());
    }
  }

  private static void execute(ExecutorRun run, RangeWork work, Iterator<?> elements) {
    var task = new Message.Task(work.number(), TaskContext.get().taskAttemptId());
    try {
      run.execute(new RangeExecution(run, task, work, elements));
    } catch (AcmeException e) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException(); // what the interrupt broke is no trouble of the run
      }
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      run.ask(new Message.Trouble(task, run.host(), e.getMessage(), trace.toString()));
    }
  }

  /**
   * The same where the partition holds the function's inputs themselves.
   *
   * @param skip elements of the partition that belong to computations before the range
   */
  record OverElements(RangeTask task, RangeWork work, long skip)
      implements FlatMapFunction<Iterator<Object>, Object> {
    @Override
    public Iterator<Object> call(Iterator<Object> elements) {
      for (long k = 0; k < skip && elements.hasNext(); k++) {
        elements.next();
      }
      task.execute(work, elements);
      return Collections.emptyIterator();
    }
  }
}
