package org.acmespark.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.acmespark.model.AcmeException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether SLURM ended the job of a worker for lack of memory. Spark sees the same as if a
 * node had crashed. Control groups leave a state of the job ({@code OUT_OF_MEMORY}); SLURM's own
 * watch over memory leaves a line in the job's output, and a state that says nothing.
 */
final class WorkerDeaths extends SparkListener {
  /** Environment variable of executors; Spark tells the driver of those that begin so. */
  static final String VARIABLE = "SPARK_EXECUTOR_ATTRIBUTE_SLURM_JOB";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerDeaths.class);
  private static final String ATTRIBUTE = "SLURM_JOB";

  /** Whoever kills a process ends its connections: a silent one was not killed. */
  private static final Pattern NOT_KILLED = Pattern.compile("exited with code|heartbeat timed out");

  /** How long a job may take to end; SLURM waits half a minute before it kills (KillWait). */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Where SLURM has ended a job, it says so at once; a host that is gone leaves a running job. */
  private static final Duration WHILE_RUNNING = Duration.ofSeconds(10);

  private static final long PAUSE_MILLIS = 500;

  private final Slurm slurm;
  private final Path logs;
  private final Map<String, String> jobs = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Optional<String>>> findings =
      new ConcurrentHashMap<>();

  private WorkerDeaths(Slurm slurm, Path logs) {
    this.slurm = slurm;
    this.logs = logs;
  }

  /**
   * Watches the executors of a cluster.
   *
   * @param logs folder of the outputs of the workers' jobs
   */
  static void watch(Cluster cluster, Slurm slurm, Path logs) {
    var deaths = new WorkerDeaths(slurm, logs);
    cluster.context().sc().addSparkListener(deaths);
    cluster.onDeath(deaths::examine);
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    var job = added.executorInfo().attributes().get(ATTRIBUTE);
    if (job.isDefined()) {
      jobs.put(added.executorId(), job.get());
    }
  }

  /**
   * Examines the death of an executor, in the background.
   *
   * @param why Spark's reason
   * @return what ended the executor's job, in words, if it was a lack of memory
   */
  private CompletableFuture<Optional<String>> examine(String executor, String why) {
    String job = jobs.get(executor);
    if (job == null || NOT_KILLED.matcher(why).find()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return findings.computeIfAbsent(
        executor,
        id -> CompletableFuture.supplyAsync(() -> examine(job), WorkerDeaths::inBackground));
  }

  private static void inBackground(Runnable task) {
    var thread = new Thread(task, "acme-autopsy");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<String> examine(String job) {
    long begin = System.nanoTime();
    while (true) {
      String state = state(job);
      if (state.equals("OUT_OF_MEMORY") || MemoryKills.tells(WorkerScript.output(logs, job))) {
        String words = "SLURM ended job %s of its worker for lack of memory".formatted(job);
        LOG.warn("{} (memPerWorker)", words);
        return Optional.of(words);
      }
      boolean over = !state.matches("RUNNING|COMPLETING|SUSPENDED|");
      Duration patience = state.equals("RUNNING") ? WHILE_RUNNING : PATIENCE;
      if (over || System.nanoTime() - begin > patience.toNanos() || !pause()) {
        return Optional.empty();
      }
    }
  }

  private String state(String job) {
    try {
      return slurm.state(job);
    } catch (AcmeException e) {
      LOG.debug("nothing is known of job {}", job, e);
      return "";
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
