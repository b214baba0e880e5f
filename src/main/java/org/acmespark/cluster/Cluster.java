package org.acmespark.cluster;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.acmespark.model.Notice;
import org.acmespark.model.WorkerCount;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where computations run: this machine, a standalone cluster of Spark, or workers that SLURM
 * starts.
 *
 * <pre>{@code
 * var options = SlurmOptions.builder().partition("8GBS").nWorkers(4).memPerWorker("8GB").build();
 * try (var cluster = Cluster.slurm(options)) {
 *   try (var first = ParallelMap.over(each(range(100))).map(My::first).cluster(cluster).build()) {
 *     first.compute();
 *   }
 *   try (var second = ParallelMap.over(each(range(9))).map(My::second).cluster(cluster).build()) {
 *     second.compute();
 *   }
 * }
 * }</pre>
 *
 * <p>Every {@code ParallelMap} without a cluster of its own uses a cluster that is open. A JVM has
 * one cluster at a time, because it has one SparkContext. Used on the driver.
 */
public final class Cluster implements AutoCloseable {
  static final String ALL_CORES = "local[*]";

  private static final AtomicReference<Optional<Cluster>> OPEN =
      new AtomicReference<>(Optional.empty());

  private final String kind;
  private final JavaSparkContext context;
  private final Runnable afterwards;
  private volatile Optional<String> lost = Optional.empty();
  private volatile LongConsumer demand = computations -> {};
  private volatile BiFunction<String, String, CompletableFuture<Optional<String>>> autopsy =
      (executor, why) -> CompletableFuture.completedFuture(Optional.empty());

  /**
   * @param afterwards actions after the context is stopped
   */
  Cluster(String kind, JavaSparkContext context, Runnable afterwards) {
    this.kind = kind;
    this.context = context;
    this.afterwards = afterwards;
    OPEN.set(Optional.of(this));
  }

  /**
   * Runs in this JVM, with the memory that this JVM was started with ({@code --driver-memory}).
   *
   * @param cores number of computations at the same time
   * @throws IllegalArgumentException if below 1, or if Spark runs in this JVM already
   */
  public static Cluster local(int cores) {
    if (cores < 1) {
      throw new IllegalArgumentException("cores is %s, but must be 1 or more".formatted(cores));
    }
    return SparkStart.onMaster("local[" + cores + "]", new SparkConf(), true);
  }

  /**
   * Runs on the master in the property {@code spark.master}, or in this JVM with all cores if there
   * is none.
   *
   * @throws IllegalArgumentException if it is not a master, or if Spark runs in this JVM already
   * @throws org.acmespark.model.AcmeException if it cannot be reached
   */
  public static Cluster configured() {
    var conf = new SparkConf();
    return SparkStart.onMaster(conf.get("spark.master", ALL_CORES), conf, true);
  }

  /**
   * Uses a running standalone cluster. Its secret, if needed, comes from the property {@code
   * spark.authenticate.secret}, the environment variable {@code _SPARK_AUTH_SECRET}, or the file of
   * a cluster with this address that this user started with {@code submit/standalone} or {@code
   * acme cluster}.
   *
   * @param master {@code spark://host:port}
   * @throws IllegalArgumentException if it is not such an address, or its host is unknown
   * @throws org.acmespark.model.AcmeException if no master answers, or it refuses the secret
   */
  public static Cluster standalone(String master) {
    return SparkStart.onMaster(master, new SparkConf(), true);
  }

  /**
   * Uses any kind of master that Spark supports, from this JVM.
   *
   * @param master as Spark names it: {@code local[4]}, {@code spark://host:7077}, {@code yarn}, ...
   * @throws IllegalArgumentException if it is not a master, or Spark runs in this JVM already
   * @throws org.acmespark.model.AcmeException if it does not answer
   */
  public static Cluster master(String master) {
    return SparkStart.onMaster(master, new SparkConf(), true);
  }

  /**
   * Uses a cluster by its name in {@code acme cluster start} or {@code submit/standalone start}.
   *
   * @throws IllegalArgumentException if this user has no cluster of this name
   * @throws org.acmespark.model.AcmeException if its master does not answer
   */
  public static Cluster named(String name) {
    return SparkStart.onMaster(
        KnownClusters.require(name).getProperty("spark.master"), new SparkConf(), true);
  }

  /**
   * Starts a master in this JVM and workers as SLURM jobs, and waits for the number of workers in
   * the options. Reports progress on standard error.
   *
   * @throws IllegalArgumentException if the options are impossible here; no jobs are left queued
   * @throws org.acmespark.model.AcmeException if no worker comes in time, with SLURM's reason; no
   *     jobs are left queued
   */
  public static Cluster slurm(SlurmOptions options) {
    return SlurmStart.inThisJvm(
        options, WorkerCount.of(options.nWorkers().orElse(1)), Cluster::tell, true);
  }

  static void tell(String message) {
    Notice.say(message);
  }

  /** The cluster that is open in this JVM. */
  public static Optional<Cluster> open() {
    return OPEN.get().filter(cluster -> !cluster.context.sc().isStopped());
  }

  /**
   * @throws IllegalArgumentException if Spark runs in this JVM already
   */
  static void requireNone() {
    var active = SparkContext$.MODULE$.getActive();
    if (active.isDefined() && !active.get().isStopped()) {
      throw new IllegalArgumentException(
          "a SparkContext on %s is running in this JVM, and there can be only one; use or stop it"
              .formatted(active.get().master()));
    }
  }

  /**
   * The context, for other code that runs on the cluster.
   *
   * @throws IllegalStateException if the cluster is closed
   */
  public JavaSparkContext context() {
    if (context.sc().isStopped()) {
      throw new IllegalStateException(
          "the cluster on %s is closed%s"
              .formatted(context.master(), lost.map(reason -> ": " + reason).orElse("")));
    }
    return context;
  }

  /** Describes the present state of the cluster. */
  public ClusterDescription description() {
    var sc = context().sc();
    boolean here = context.isLocal();
    var executors =
        CollectionConverters.asJava(sc.statusStore().executorList(true)).stream()
            .filter(executor -> here || !executor.id().equals("driver"))
            .toList();
    return new ClusterDescription(
        kind,
        context.master(),
        executors.size(),
        executors.stream().mapToInt(ExecutorSummary::totalCores).sum(),
        here ? Runtime.getRuntime().maxMemory() >> 20 : sc.executorMemory(),
        sc.uiWebUrl().isDefined() ? Optional.of(sc.uiWebUrl().get()) : Optional.empty());
  }

  /** Number of executors, without the driver. */
  int executors() {
    SparkExecutorInfo[] all = context.sc().statusTracker().getExecutorInfos();
    return Math.max(0, all.length - 1);
  }

  /**
   * Sets what becomes of {@link #needsWorkersFor}; by default nothing.
   *
   * @param needed receives the number of computations that are left
   */
  void onDemand(LongConsumer needed) {
    demand = needed;
  }

  /**
   * Changes the number of workers to what so many computations need, if it may change; others come
   * within seconds, or as SLURM has room.
   */
  public void needsWorkersFor(long computations) {
    demand.accept(computations);
  }

  /**
   * Sets what answers {@link #examine}; by default nothing is known.
   *
   * @param examiner receives an executor and Spark's reason
   */
  void onDeath(BiFunction<String, String, CompletableFuture<Optional<String>>> examiner) {
    autopsy = examiner;
  }

  /**
   * Finds out whether an executor of the open cluster died because its memory did not suffice, if
   * Spark cannot know. Returns at once.
   *
   * @param executor Spark's id of the executor
   * @param why Spark's reason for the death
   * @return who ended it for lack of memory, in words; empty if nobody did, or nothing is known
   */
  public static CompletableFuture<Optional<String>> examine(String executor, String why) {
    return OPEN.get()
        .map(cluster -> cluster.autopsy.apply(executor, why))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  /** The reason why the cluster ended by itself, if it did. */
  public Optional<String> lost() {
    return lost;
  }

  /** Ends the cluster because it has lost all workers. */
  void lose(String reason) {
    lost = Optional.of(reason);
    context.stop();
  }

  /** Stops Spark and everything that was started for it; a second call does nothing. */
  @Override
  public void close() {
    OPEN.updateAndGet(open -> open.filter(cluster -> cluster != this));
    context.stop();
    afterwards.run();
  }
}
