package org.acmespark.engine.driver;

import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Listens to Spark for executors that died while they ran a task, unless the cluster caused the
 * death.
 */
public final class ExecutorDeaths extends SparkListener {
  private final RunState state;

  public ExecutorDeaths(RunState state) {
    this.state = state;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExecutorLostFailure lost && lost.exitCausedByApp()) {
      String why = lost.reason().isDefined() ? lost.reason().get() : "no reason given";
      state.executorLost(end.taskInfo().taskId(), why);
    }
  }
}
