package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

  private final Consumer<Death> lost;
  private final Autopsy autopsy;
  private final Duration latest;
  private final Map<Integer, Integer> jobsOfStages = new HashMap<>();
  private final Map<Integer, TaskFailedReason> lastFailures = new HashMap<>();
  private final Set<Integer> failedJobs = new HashSet<>();

  public ExecutorDeaths(RunState state, Autopsy autopsy) {
    this(state::executorLost, autopsy, LATEST);
  }

  /**
   * @param lost receives the deaths of executors under tasks
   * @param autopsy finds out of what executors died
   * @param latest how long an event may be on its way
   */
  ExecutorDeaths(Consumer<Death> lost, Autopsy autopsy, Duration latest) {
    this.lost = lost;
    this.autopsy = autopsy;
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
      // The end of a whole worker is the cluster's doing for Spark, whatever it died of.
      var cause = death.exitCausedByApp() ? Death.Cause.APPLICATION : Death.Cause.CLUSTER;
      examine(new Death(end.taskInfo().taskId(), why, cause), death.execId());
    }
  }

  private void examine(Death death, String executor) {
    CompletableFuture<Optional<String>> finding = autopsy.examine(executor, death.why());
    if (!finding.isDone()) {
      lost.accept(new Death(death.task(), death.why(), Death.Cause.IN_DOUBT));
    }
    finding.whenComplete(
        (memory, trouble) ->
            lost.accept(
                memory != null && memory.isPresent() ? death.ofMemory(memory.get()) : death));
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
