package org.acmespark.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.ClusterDescription;
import org.acmespark.cluster.LargerExecutors;
import org.acmespark.cluster.MoreMemory;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.cluster.SparkLease;
import org.acmespark.model.Notice;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.acmespark.model.WorkerCount;
import org.apache.spark.SparkContext;

/** The choices of a builder about where to run. */
public final class ClusterChoice {
  public Optional<SparkContext> context = Optional.empty();
  public Optional<Cluster> cluster = Optional.empty();
  public Optional<SlurmOptions> slurm = Optional.empty();
  private Optional<LargerExecutors> larger = Optional.empty();

  /**
   * Returns the builder's choice. If the builder chose nothing, the options configure SLURM, and
   * the properties do so where the options are silent.
   */
  public ClusterChoice over(GivenOptions given, GivenOptions properties) {
    var all = new ClusterChoice();
    all.context = context;
    all.cluster = cluster;
    if (slurm.isPresent() || isGiven()) {
      all.slurm = slurm;
    } else {
      Map<String, String> settings = new TreeMap<>(properties.slurm());
      settings.putAll(given.slurm());
      all.slurm = configured(settings);
    }
    return all;
  }

  private boolean isGiven() {
    return context.isPresent() || cluster.isPresent() || Cluster.open().isPresent();
  }

  /**
   * Returns the options of SLURM in the settings; empty unless they name a partition and this
   * machine has SLURM.
   */
  private static Optional<SlurmOptions> configured(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    var options = SlurmOptions.builder();
    Map<String, String> rest = new TreeMap<>(settings);
    Optional.ofNullable(rest.remove("site")).map(Path::of).ifPresent(options::site);
    rest.forEach(options::set);
    SlurmOptions built = options.build();
    return built.isWanted() ? Optional.of(built) : Optional.empty();
  }

  /**
   * Refuses choices that conflict.
   *
   * @throws IllegalArgumentException if two choices exclude each other
   */
  public void requirePossible(EffectiveOptions options) {
    refuse(context.isPresent() && cluster.isPresent(), "spark and cluster");
    refuse(context.isPresent() && slurm.isPresent(), "spark and slurm");
    refuse(cluster.isPresent() && slurm.isPresent(), "cluster and slurm");
    if (options.find(RunOption.WORKERS).isPresent()
        && (context.isPresent() || cluster.isPresent())) {
      throw new IllegalArgumentException(
          "nWorkers and %s are both given, but a given %s has its workers already"
              .formatted(
                  context.isPresent() ? "spark" : "cluster",
                  context.isPresent() ? "SparkContext" : "Cluster"));
    }
    requireTimeToEnd(options);
    requireMoreMemory(options);
    if (context.isPresent() && options.get(RunOption.STOP_CLIENT) == StopClient.ALWAYS) {
      throw new IllegalArgumentException(
          "stopClient is true, but a given SparkContext is stopped by whoever started it");
    }
  }

  private void requireMoreMemory(EffectiveOptions options) {
    Optional<MoreMemory> more = options.find(RunOption.RETRY_MEMORY);
    Optional<String> reason =
        context.isPresent() || cluster.isPresent() || Cluster.open().isPresent()
            ? Optional.of("executors of a Spark that was started before stay as they are")
            : LargerExecutors.whyNot(slurm);
    if (more.isPresent() && reason.isPresent()) {
      throw new IllegalArgumentException(
          "retryMemory is %s, but %s; it needs workers of SLURM that the run starts, or spark://host:port as master"
              .formatted(more.get(), reason.get()));
    }
  }

  /**
   * Changes to larger executors, if the cluster has them. The present ones must have ended.
   *
   * @return what they are
   */
  public Optional<LargerExecutors> enlarge(MoreMemory more) {
    Optional<LargerExecutors> next = LargerExecutors.than(larger, slurm, more);
    if (next.isPresent()) {
      larger = next;
      slurm = next.get().slurm();
    }
    return next;
  }

  private void requireTimeToEnd(EffectiveOptions options) {
    Optional<Duration> limit = slurm.flatMap(SlurmOptions::timeLimit);
    Optional<Duration> expected = options.find(RunOption.EXPECTED_TIME);
    if (limit.isPresent() && expected.filter(e -> e.compareTo(limit.get()) >= 0).isPresent()) {
      throw new IllegalArgumentException(
          "expectedTime is %s s, but timeLimit is %s s; a computation must end before its worker does"
              .formatted(expected.get().toSeconds(), limit.get().toSeconds()));
    }
  }

  private static void refuse(boolean conflict, String both) {
    if (conflict) {
      throw new IllegalArgumentException(both + " exclude each other; leave one out");
    }
  }

  /** Returns the context to run on, and starts one if none runs. */
  public SparkLease lease(Optional<WorkerCount> workers, long nInputs, Verbosity verbosity) {
    Consumer<String> messages = verbosity == Verbosity.QUIET ? message -> {} : Notice::say;
    if (context.isPresent()) {
      return SparkLease.borrow(context.get());
    }
    if (cluster.isPresent()) {
      return SparkLease.of(cluster.get());
    }
    var wanted = new SparkLease.Wanted(workers, slurm, nInputs, larger);
    SparkLease lease = SparkLease.obtain(wanted, messages);
    lease
        .cluster()
        .filter(cluster -> lease.isOurs()) // a shared cluster was described when it was started
        .map(Cluster::description)
        .filter(description -> !description.kind().equals("local"))
        .map(ClusterDescription::toString)
        .ifPresent(text -> messages.accept("running on " + text));
    return lease;
  }

  /** Returns the options of the SLURM workers to start; empty if none are to be started. */
  public Optional<SlurmOptions> slurm() {
    return slurm;
  }

  /** Replaces the options of the SLURM workers by more complete ones. */
  public void slurm(SlurmOptions options) {
    slurm = Optional.of(options);
  }
}
