package org.acmespark.engine.driver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.store.LostExecutor;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Listens to Spark for executors that died while they ran a task, for the manifest. */
final class LostExecutors extends SparkListener {
  /** Limits the memory of a run whose executors die all the time. */
  private static final int MOST = 1000;

  private final Autopsy autopsy;
  private final Map<String, LostExecutor> lost = new LinkedHashMap<>();

  /**
   * @param autopsy finds out of what executors died
   */
  LostExecutors(Autopsy autopsy) {
    this.autopsy = autopsy;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExecutorLostFailure failure) {
      String why = failure.reason().isDefined() ? failure.reason().get() : "no reason given";
      String executor = end.taskInfo().executorId();
      if (record(executor, end.taskInfo().host(), why)) {
        autopsy
            .examine(executor, why)
            .thenAccept(memory -> memory.ifPresent(known -> replaceReason(executor, known)));
      }
    }
  }

  /** Returns whether the executor was new; one with several tasks dies once. */
  private synchronized boolean record(String executor, String host, String why) {
    if (lost.size() == MOST || lost.containsKey(executor)) {
      return false;
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    lost.put(executor, new LostExecutor(now.toString(), executor, host, why));
    return true;
  }

  private synchronized void replaceReason(String executor, String why) {
    lost.computeIfPresent(
        executor, (id, death) -> new LostExecutor(death.time(), id, death.host(), why));
  }

  /** Returns the executors that have died, in order. */
  public synchronized List<LostExecutor> all() {
    return List.copyOf(lost.values());
  }
}
