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
import java.util.function.Supplier;
import org.acmespark.model.AcmeException;
import org.apache.spark.util.ShutdownHookManager$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.BoxedUnit;

/**
 * Manages the jobs of a cluster's workers: submits them as arrays, watches them, replaces them when
 * they are lost or reach their wall time, and cancels them at the end.
 */
final class SlurmWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmWorkers.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  /**
   * Priority of the hook that cancels the jobs. Spark's hooks run after the run has committed what
   * its workers have finished; the one that stops Spark has 50.
   */
  private static final int AFTER_LAST_COMMITS = 60;

  private final Slurm slurm;
  private final SlurmPlan plan;
  private final String name;
  private final String script;
  private final String secret;
  private final Path logs;
  private final int arraySizeAtMost;
  private final Process guard;
  private final Object atExit;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> leaving = new HashSet<>();
  private final Set<String> unreachable = new HashSet<>();
  private Optional<Thread> watch = Optional.empty();
  private Optional<String> firstJob = Optional.empty();
  private int replaced;
  private volatile int wanted;
  private int wantedBefore;
  private boolean closed;

  private SlurmWorkers(
      Slurm slurm, SlurmPlan plan, String name, String script, String secret, Path logs) {
    this.slurm = slurm;
    this.plan = plan;
    this.name = name;
    this.script = script;
    this.secret = secret;
    this.logs = logs;
    this.wanted = plan.nWorkers();
    this.wantedBefore = wanted;
    this.arraySizeAtMost = slurm.arraySizeAtMost();
    this.guard = startGuard();
    this.atExit =
        ShutdownHookManager$.MODULE$.addShutdownHook(AFTER_LAST_COMMITS, this::cancelQuietly);
  }

  /** Creates a unique name for the jobs of one cluster. */
  static String newName() {
    return "acme-%08x".formatted(new SecureRandom().nextInt());
  }

  /**
   * Submits the workers.
   *
   * @param name unique name of the jobs
   * @param script the jobs' batch script
   * @param logs folder for the jobs' output
   * @throws IllegalArgumentException if SLURM refuses them; then no jobs are left in its queue
   */
  static SlurmWorkers submit(
      Slurm slurm, SlurmPlan plan, String name, String script, String secret, Path logs) {
    var workers = new SlurmWorkers(slurm, plan, name, script, secret, logs);
    try {
      workers.submit(plan.nWorkers());
      return workers;
    } catch (AcmeException e) {
      workers.close();
      throw new IllegalArgumentException("SLURM refuses the workers: " + e.getMessage(), e);
    }
  }

  private void submit(int n) {
    for (int left = n; left > 0; left -= arraySizeAtMost) {
      int tasks = Math.min(left, arraySizeAtMost);
      String array =
          slurm.run(
              Map.of("_SPARK_AUTH_SECRET", secret),
              script,
              List.of("sbatch", "--parsable", "--export=ALL", "--array=1-" + tasks));
      firstJob = firstJob.or(() -> Optional.of(array.replaceAll(";.*", "") + "_1"));
    }
  }

  /** Tells why no worker has come, although all jobs have ended. */
  String whyEnded() {
    Path log = WorkerScript.output(logs, firstJob.orElseThrow());
    return Files.exists(log)
        ? "their logs tell why, such as " + log
        : "SLURM has not begun them (%s); give an outputFolder that the nodes see too, if they do not see %s"
            .formatted(slurm.reason(firstJob.orElseThrow()), logs);
  }

  /**
   * Starts a process that survives any end of this one, and then cancels queued jobs: a worker that
   * has not begun cannot know that its master is gone.
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
    return slurm.jobs(name).stream().filter(this::stays).toList();
  }

  private boolean stays(Slurm.Job job) {
    return !job.isOver() && !leaves(job.id()) && !unreachable.contains(job.id());
  }

  /** SLURM may warn a job up to a minute early, so its remaining time is no indication. */
  private boolean leaves(String job) {
    return Files.exists(WorkerScript.leaving(logs, job));
  }

  /** The folder of the jobs' output. */
  Path logs() {
    return logs;
  }

  String name() {
    return name;
  }

  /**
   * Starts to watch the workers.
   *
   * @param alive supplies the addresses of the workers that the master knows
   * @param hopeless called once, with the reason, when all workers are lost and no more will come
   */
  void watch(Supplier<Set<String>> alive, Consumer<String> hopeless) {
    var thread = new Thread(() -> watchUntilClosed(alive, hopeless), "acme-workers");
    thread.setDaemon(true);
    watch = Optional.of(thread);
    thread.start();
  }

  private void watchUntilClosed(Supplier<Set<String>> alive, Consumer<String> hopeless) {
    var silent =
        new SilentWorkers(
            job -> SilentWorkers.registered(WorkerScript.output(logs, job)), System::nanoTime);
    while (true) {
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
        if (!replaceMissing(silent, alive.get())) {
          hopeless.accept(
              "all workers are lost, %s have been replaced, and no more are (replacements); %stheir logs are in %s"
                  .formatted(replaced, memoryKills(), logs));
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

  /** Gives up jobs whose workers do not answer; SLURM ends them when their hosts answer again. */
  private void cancelSilent(List<Slurm.Job> known, SilentWorkers silent, Set<String> alive) {
    List<String> running =
        known.stream()
            .filter(job -> job.state().equals("RUNNING") && !leaves(job.id()))
            .map(Slurm.Job::id)
            .filter(job -> !unreachable.contains(job))
            .toList();
    for (String job : silent.among(running, alive)) {
      LOG.warn("job {} is given up: its worker {} does not answer", job, silent.address(job));
      unreachable.add(job);
      slurm.run("scancel", job);
    }
  }

  private String memoryKills() {
    long killed = MemoryKills.count(logs);
    return killed == 0
        ? ""
        : "SLURM killed %s of them because they exceeded their memory (memPerWorker); "
            .formatted(killed);
  }

  /** Sets how many workers there should be. More are submitted; less are not replaced. */
  void want(int workers) {
    wanted = workers;
  }

  private void cancelQueued(List<Slurm.Job> staying, int surplus) {
    staying.stream()
        .filter(Slurm.Job::isPending)
        .limit(Math.max(0, surplus))
        .forEach(job -> slurm.run("scancel", job.id()));
  }

  /** Returns whether there are workers, or more will come. */
  private synchronized boolean replaceMissing(SilentWorkers silent, Set<String> alive) {
    if (closed) {
      return true;
    }
    List<Slurm.Job> known = slurm.jobs(name);
    cancelSilent(known, silent, alive);
    List<Slurm.Job> staying = known.stream().filter(this::stays).toList();
    known.forEach(job -> seen.add(job.id()));
    int atTheirEnd = (int) seen.stream().filter(id -> leaves(id) && leaving.add(id)).count();
    int missing = wanted - staying.size();
    int more = Math.max(0, wanted - wantedBefore);
    wantedBefore = wanted;
    cancelQueued(staying, -missing);
    // A worker that reached its wall time has done its work, and does not count as lost.
    int lost = Math.max(0, missing - atTheirEnd - more);
    int allowed = Math.max(0, plan.options().replacements(plan.nWorkers()) - replaced);
    int again = Math.min(missing, atTheirEnd + more + Math.min(lost, allowed));
    if (again > 0) {
      LOG.warn("{} of {} workers are missing; submitting as many", again, wanted);
      replaced += Math.min(lost, allowed);
      submit(again);
    }
    boolean someStillLeaving =
        known.stream().anyMatch(job -> !job.isOver() && !unreachable.contains(job.id()));
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
    ShutdownHookManager$.MODULE$.removeShutdownHook(atExit);
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

  private BoxedUnit cancelQuietly() {
    synchronized (this) { // no replacement is submitted after this
      closed = true;
    }
    try {
      slurm.cancel(name);
    } catch (AcmeException e) {
      LOG.warn("{}", e.getMessage());
    }
    return BoxedUnit.UNIT;
  }
}
