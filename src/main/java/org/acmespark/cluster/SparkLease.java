package org.acmespark.cluster;

import java.util.Optional;
import java.util.function.Consumer;
import org.acmespark.model.StopClient;
import org.acmespark.model.WorkerCount;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Option;

/**
 * A SparkContext for the time it is needed. An existing context keeps running afterwards; a new one
 * is stopped unless it is to be kept.
 */
public final class SparkLease {
  /** A limit of several times the cores of the largest machines. */
  private static final int MOST_LOCAL_WORKERS = 1024;

  private final JavaSparkContext context;
  private final Optional<Cluster> cluster;
  private final boolean started;

  private SparkLease(JavaSparkContext context, Optional<Cluster> cluster, boolean started) {
    this.context = context;
    this.cluster = cluster;
    this.started = started;
  }

  /**
   * The requested context, if none is given.
   *
   * @param workers cores of a context that is started in this JVM, or workers of SLURM
   * @param slurm options of workers on SLURM; empty: the master in {@code spark.master}, or this
   *     JVM
   * @param nInputs number of computations
   * @param larger the executors, if they are to be larger than by default
   */
  public record Wanted(
      Optional<WorkerCount> workers,
      Optional<SlurmOptions> slurm,
      long nInputs,
      Optional<LargerExecutors> larger) {}

  /** Uses a context that other code owns. */
  public static SparkLease borrow(SparkContext context) {
    if (context.isStopped()) {
      throw new IllegalArgumentException("the SparkContext is stopped; give a running one");
    }
    return new SparkLease(new JavaSparkContext(context), Optional.empty(), false);
  }

  /** Uses an open cluster. */
  public static SparkLease of(Cluster cluster) {
    return new SparkLease(cluster.context(), Optional.of(cluster), false);
  }

  /**
   * Uses the open cluster or the context of this JVM, or starts the requested one.
   *
   * @throws IllegalArgumentException if options are given that an existing cluster cannot follow
   */
  public static SparkLease obtain(Wanted wanted, Consumer<String> messages) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined() && !active.get().isStopped()) {
      if (wanted.workers().isPresent()) {
        throw new IllegalArgumentException(
            "nWorkers is %s, but the SparkContext in use has its workers already; leave it out"
                .formatted(wanted.workers().get()));
      }
      if (wanted.slurm().isPresent()) {
        throw new IllegalArgumentException(
            "partition is %s, but Spark runs in this JVM already, on %s; leave the partition out, or close that first"
                .formatted(
                    wanted.slurm().get().partition().orElse("missing"), active.get().master()));
      }
      return Cluster.open().map(SparkLease::of).orElseGet(() -> borrow(active.get()));
    }
    Cluster cluster = start(wanted, messages);
    return new SparkLease(cluster.context(), Optional.of(cluster), true);
  }

  /** Spark starts a thread per worker, and needs minutes for thousands. */
  private static int requirePossible(int workers) {
    if (workers > MOST_LOCAL_WORKERS) {
      throw new IllegalArgumentException(
          "nWorkers is %s, but one machine takes %s at most (this one has %s cores)"
              .formatted(workers, MOST_LOCAL_WORKERS, Runtime.getRuntime().availableProcessors()));
    }
    return workers;
  }

  private static Cluster start(Wanted wanted, Consumer<String> messages) {
    if (wanted.slurm().filter(options -> !isAutoWithoutSlurm(options, messages)).isPresent()) {
      SlurmOptions options = wanted.slurm().get();
      WorkerCount workers =
          wanted
              .workers()
              .map(count -> count.isElastic() ? count.atMost(options.maxWorkers()) : count)
              .orElseGet(() -> WorkerCount.of(options.workersFor(wanted.nInputs())));
      int first = workers.closestTo(options.workersNeededFor(wanted.nInputs()));
      return SlurmStart.inThisJvm(options.withWorkers(first), workers, messages, false);
    }
    SparkConf conf = wanted.larger().map(LargerExecutors::conf).orElseGet(SparkConf::new);
    String master = conf.get("spark.master", Cluster.ALL_CORES);
    if (wanted.workers().isPresent()) {
      if (!master.startsWith("local") || master.startsWith("local-cluster")) {
        throw new IllegalArgumentException(
            "nWorkers is %s, but only a local run and SLURM have workers to choose; spark.master is %s"
                .formatted(wanted.workers().get(), master));
      }
      WorkerCount workers = wanted.workers().get();
      if (workers.isElastic()) {
        throw new IllegalArgumentException(
            "nWorkers is %s, but only workers of SLURM come and go; give one number"
                .formatted(workers));
      }
      master = "local[" + requirePossible(workers.most()) + "]";
    }
    return SparkStart.onMaster(master, conf, false);
  }

  /** With partition auto and without SLURM, this machine is used. */
  private static boolean isAutoWithoutSlurm(SlurmOptions options, Consumer<String> messages) {
    boolean alone =
        options.partition().filter("auto"::equals).isPresent() && !Slurm.missing().isEmpty();
    if (alone) {
      messages.accept("partition is auto, and there is no SLURM here: running on this machine");
    }
    return alone;
  }

  /** Whether the context was started here. */
  public boolean isOurs() {
    return started;
  }

  /** The context. */
  public JavaSparkContext context() {
    return context;
  }

  /** The cluster, if it was created through {@link Cluster}. */
  public Optional<Cluster> cluster() {
    return cluster;
  }

  /** Stops the context unless it is borrowed or to be kept. */
  public void end(StopClient stop) {
    boolean ends =
        switch (stop) {
          case IF_STARTED_HERE -> started;
          case ALWAYS -> true;
          case NEVER -> false;
        };
    if (ends) {
      cluster.ifPresent(Cluster::close);
    }
  }
}
