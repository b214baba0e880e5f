package org.acmespark.engine.executor;

import java.util.Collections;
import java.util.Iterator;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunOverException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The function that Spark runs for a range whose inputs are the elements of an RDD. The range
 * covers the partition or a part of it.
 *
 * @param skip number of elements of the partition that belong to computations before the range
 */
public record ElementsTask(String runId, Broadcast<byte[][]> spec, RangeWork range, long skip)
    implements FlatMapFunction<Iterator<Object>, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(ElementsTask.class);

  @Override
  public Iterator<Object> call(Iterator<Object> elements) {
    for (long k = 0; k < skip && elements.hasNext(); k++) {
      elements.next();
    }
    try {
      ExecutorRun run = ExecutorRun.enter(runId, spec);
      try {
        var task = new Message.Task(range.number(), TaskContext.get().taskAttemptId());
        run.execute(range, run.ask(Message.Begin.now(task, run.host())), elements);
      } finally {
        run.leave();
      }
    } catch (RunOverException e) {
      LOG.debug("range {} has outlived its run", range.number());
    }
    return Collections.emptyIterator();
  }
}
