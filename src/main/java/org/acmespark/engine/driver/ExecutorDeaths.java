package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Listens to Spark for executors that died while they ran a task, and for jobs that failed because
 * executors died.
 */
final class ExecutorDeaths extends SparkListener {
  private static final Duration LATEST = Duration.ofSeconds(10);

  private final Listener lost;
  private final Duration latest;
  private final Map<Integer, Integer> jobsOfStages = new HashMap<>();
  private final Map<Integer, TaskFailedReason> lastFailures = new HashMap<>();
  private final Set<Integer> failedJobs = new HashSet<>();

  public ExecutorDeaths(RunState state) {
    this(state::executorLost, LATEST);
  }

  /** Receives the tasks whose executors died. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param task the task's number in Spark
     * @param why Spark's reason
     * @param byCluster whether the cluster caused the death
     */
    void lost(long task, String why, boolean byCluster);
  }

  /**
   * @param lost receives the tasks whose executors died
   * @param latest how long an event may be on its way
   */
  ExecutorDeaths(Listener lost, Duration latest) {
    this.lost = lost;
    this.latest = latest;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    CollectionConverters.asJava(start.stageInfos())
        .forEach(stage -> jobsOfStages.put(stage.stageId(), start.jobId()));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof TaskFailedReason failed && failed.countTowardsTaskFailures()) {
      synchronized (this) {
        Integer job = jobsOfStages.get(end.stageId());
        if (job != null) {
          lastFailures.put(job, failed);
        }
      }
    }
    if (end.reason() instanceof ExecutorLostFailure death) {
      String why = death.reason().isDefined() ? death.reason().get() : "no reason given";
      lost.lost(end.taskInfo().taskId(), why, !death.exitCausedByApp());
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    jobsOfStages.values().removeIf(job -> job == end.jobId());
    if (end.jobResult() == JobSucceeded$.MODULE$) {
      lastFailures.remove(end.jobId());
    } else {
      failedJobs.add(end.jobId());
    }
    notifyAll();
  }

  /**
   * Returns whether Spark gave up one of these jobs because executors died or had no memory left
   * for a task. Spark delivers its events after the result of a job, so this waits for the events
   * about jobs that have failed.
   */
  synchronized boolean ended(List<Integer> jobs) throws InterruptedException {
    long deadline = System.nanoTime() + latest.toNanos();
    while (!failedJobs.containsAll(jobs)) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    return jobs.stream().anyMatch(job -> isDeath(lastFailures.get(job)));
  }

  private static boolean isDeath(TaskFailedReason reason) {
    if (reason instanceof ExceptionFailure failure) {
      return failure.className().equals(OutOfMemoryError.class.getName())
          || failure.exception().isDefined() && isOutOfMemory(failure.exception().get());
    }
    return reason instanceof ExecutorLostFailure;
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    return Stream.iterate(thrown, e -> e != null, Throwable::getCause)
        .limit(100) // causes may form a circle
        .anyMatch(OutOfMemoryError.class::isInstance);
  }
}
