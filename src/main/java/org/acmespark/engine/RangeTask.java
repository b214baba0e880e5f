package org.acmespark.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import org.acmespark.model.AcmeException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Spark runs for one range, through {@code mapPartitions}; gives back nothing, since results
 * and failures travel through the control channel.
 *
 * @param number the range's number in the run
 * @param skip elements of the partition that belong to computations before the range
 */
record RangeTask(
    String runId,
    Broadcast<byte[][]> spec,
    long number,
    IndexSet.Range range,
    Duration budget,
    RangeInputs inputs,
    long skip)
    implements FlatMapFunction<Iterator<Object>, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(RangeTask.class);

  @Override
  public Iterator<Object> call(Iterator<Object> elements) {
    try {
      execute(ExecutorRun.of(runId, spec), elements);
    } catch (RunOverException e) {
      LOG.debug("range {} has outlived its run", number);
    }
    return Collections.emptyIterator();
  }

  private void execute(ExecutorRun run, Iterator<Object> elements) {
    var task = new Message.Task(number, TaskContext.get().taskAttemptId());
    for (long k = 0; k < skip && elements.hasNext(); k++) {
      elements.next();
    }
    try {
      run.execute(new RangeExecution(run, task, range, budget, inputs.open(), elements));
    } catch (AcmeException e) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException(); // what the interrupt broke is no trouble of the run
      }
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      run.ask(new Message.Trouble(task, run.host(), e.getMessage(), trace.toString()));
    }
  }
}
