package org.acmespark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that are a cluster's workers: submitted as arrays, watched, replaced when they are lost
 * or at the end of their wall time, cancelled at the end.
 */
final class SlurmWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmWorkers.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  private final Slurm slurm;
  private final SlurmPlan plan;
  private final String name;
  private final String script;
  private final String secret;
  private final Path logs;
  private final int arraySizeAtMost;
  private final Process guard;
  private final Thread atExit = new Thread(this::cancelQuietly, "acme-scancel");
  private final Set<String> seen = new HashSet<>();
  private final Set<String> leaving = new HashSet<>();
  private Optional<Thread> watch = Optional.empty();
  private int replaced;
  private boolean closed;

  private SlurmWorkers(
      Slurm slurm, SlurmPlan plan, String name, String script, String secret, Path logs) {
    this.slurm = slurm;
    this.plan = plan;
    this.name = name;
    this.script = script;
    this.secret = secret;
    this.logs = logs;
    this.arraySizeAtMost = slurm.arraySizeAtMost();
    this.guard = startGuard();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A name for the jobs of one cluster that no other has. */
  static String newName() {
    return "acme-%08x".formatted(new SecureRandom().nextInt());
  }

  /**
   * Submits the workers.
   *
   * @param name of the jobs, no other's
   * @param script the jobs' batch script
   * @param logs where the jobs leave what they print
   * @throws IllegalArgumentException if SLURM refuses them; then nothing is left in its queue
   */
  static SlurmWorkers submit(
      Slurm slurm, SlurmPlan plan, String name, String script, String secret, Path logs) {
    var workers = new SlurmWorkers(slurm, plan, name, script, secret, logs);
    try {
      workers.submit(plan.nWorkers());
      return workers;
    } catch (AcmeException e) {
      workers.close();
      throw new IllegalArgumentException("SLURM does not take the workers: " + e.getMessage(), e);
    }
  }

  private void submit(int n) {
    for (int left = n; left > 0; left -= arraySizeAtMost) {
      int tasks = Math.min(left, arraySizeAtMost);
      slurm.run(
          Map.of("_SPARK_AUTH_SECRET", secret),
          script,
          List.of("sbatch", "--parsable", "--export=ALL", "--array=1-" + tasks));
    }
  }

  /**
   * A process that outlives this one however it ends, and then cancels what is queued: a worker
   * that has not begun could not know that its master is gone.
   */
  private Process startGuard() {
    var builder =
        new ProcessBuilder("setsid", "bash", "-c", "read -r over || scancel -n \"$0\"", name)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    slurm.prepare(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AcmeException("the command setsid could not be run: " + e, e);
    }
  }

  /** Jobs that are queued or running and not about to reach their wall time. */
  List<Slurm.Job> jobs() {
    return slurm.jobs(name).stream().filter(job -> !job.isOver() && !leaves(job.id())).toList();
  }

  /** SLURM may warn a job up to a minute early, so that its time left does not tell. */
  private boolean leaves(String job) {
    return Files.exists(WorkerScript.leaving(logs, job));
  }

  /** Where the jobs leave what they print. */
  Path logs() {
    return logs;
  }

  String name() {
    return name;
  }

  /**
   * Looks after the workers from now on.
   *
   * @param hopeless called once when there is no worker any more and none will come, with the
   *     reason
   */
  void watch(Consumer<String> hopeless) {
    var thread = new Thread(() -> watchUntilClosed(hopeless), "acme-workers");
    thread.setDaemon(true);
    watch = Optional.of(thread);
    thread.start();
  }

  private void watchUntilClosed(Consumer<String> hopeless) {
    while (true) {
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
        if (!replaceMissing()) {
          hopeless.accept(
              "all workers are lost, %s have been replaced, and no more are (replacements); their logs are in %s"
                  .formatted(replaced, logs));
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (AcmeException e) {
        if (!Thread.currentThread().isInterrupted()) {
          LOG.warn("SLURM cannot be asked about the workers now: {}", e.getMessage());
        }
      }
    }
  }

  /** Returns whether there are workers, or there will be. */
  private synchronized boolean replaceMissing() {
    if (closed) {
      return true;
    }
    List<Slurm.Job> known = slurm.jobs(name);
    List<Slurm.Job> staying = known.stream().filter(j -> !j.isOver() && !leaves(j.id())).toList();
    known.forEach(job -> seen.add(job.id()));
    int atTheirEnd = (int) seen.stream().filter(id -> leaves(id) && leaving.add(id)).count();
    int missing = plan.nWorkers() - staying.size();
    // A worker that reached its wall time has done what it was asked for, and counts for nothing.
    int lost = Math.max(0, missing - atTheirEnd);
    int allowed = Math.max(0, plan.options().replacements(plan.nWorkers()) - replaced);
    int again = Math.min(missing, atTheirEnd + Math.min(lost, allowed));
    if (again > 0) {
      LOG.warn(
          "{} of {} workers lost or at their wall time; submitting as many",
          again,
          plan.nWorkers());
      replaced += Math.min(lost, allowed);
      submit(again);
    }
    boolean someStillLeaving = known.stream().anyMatch(job -> !job.isOver());
    return someStillLeaving || again > 0;
  }

  /** Cancels all jobs; returns at once. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    watch.ifPresent(Thread::interrupt);
    deleteMarks();
    try {
      slurm.cancel(name);
      releaseGuard();
    } catch (AcmeException e) {
      LOG.warn(
          "{}; jobs of the name {} may be left: cancel them with scancel -n {}",
          e.getMessage(),
          name,
          name);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // Then it has nothing to do any more.
    }
  }

  private void releaseGuard() {
    try (var end = guard.getOutputStream()) {
      end.write('\n');
    } catch (IOException e) {
      LOG.debug("the guard has ended before", e);
    }
  }

  private void deleteMarks() {
    for (String job : leaving) {
      try {
        Files.deleteIfExists(WorkerScript.leaving(logs, job));
      } catch (IOException e) {
        LOG.debug("a mark is left", e);
      }
    }
  }

  private void cancelQuietly() {
    synchronized (this) { // no replacement is submitted after it
      closed = true;
    }
    try {
      slurm.cancel(name);
    } catch (AcmeException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
