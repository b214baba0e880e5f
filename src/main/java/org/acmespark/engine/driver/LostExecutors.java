package org.acmespark.engine.driver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.acmespark.store.LostExecutor;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Listens to Spark for executors that died while they ran a task, for the manifest. */
final class LostExecutors extends SparkListener {
  /** Limits the memory of a run whose executors die all the time. */
  private static final int MOST = 1000;

  private final Set<String> executors = new HashSet<>();
  private final List<LostExecutor> lost = new ArrayList<>();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExecutorLostFailure failure) {
      String why = failure.reason().isDefined() ? failure.reason().get() : "no reason given";
      record(end.taskInfo().executorId(), end.taskInfo().host(), why);
    }
  }

  /** An executor with several tasks dies once. */
  private synchronized void record(String executor, String host, String why) {
    if (lost.size() < MOST && executors.add(executor)) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      lost.add(new LostExecutor(now.toString(), executor, host, why));
    }
  }

  /** Returns the executors that have died, in order. */
  public synchronized List<LostExecutor> all() {
    return List.copyOf(lost);
  }
}
