package org.acmespark.engine;

import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Hears from Spark of executors that died under a task, through no doing of the cluster's. */
final class ExecutorDeaths extends SparkListener {
  private final RunState state;

  ExecutorDeaths(RunState state) {
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
