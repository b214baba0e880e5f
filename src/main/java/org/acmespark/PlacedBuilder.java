package org.acmespark;

import java.time.Duration;
import java.util.Optional;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.MoreMemory;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.model.StopClient;
import org.acmespark.model.WorkerCount;
import org.acmespark.run.ClusterChoice;
import org.acmespark.run.RunOption;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The options of a {@link ParallelMapBuilder} that say where the function is called.
 *
 * @param <R> type of one result
 */
abstract class PlacedBuilder<R> {
  final ClusterChoice place = new ClusterChoice();

  abstract <T> ParallelMapBuilder<R> with(RunOption<T> option, T value);

  abstract ParallelMapBuilder<R> self();

  /**
   * Sets the number of cores of a run in this JVM, by default all, or the number of SLURM jobs,
   * each of which is a worker.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> workers(int cores) {
    return with(RunOption.WORKERS, WorkerCount.of(cores));
  }

  /**
   * Sets between which numbers the workers of SLURM may change: as many as the computations that
   * are left can use; idle ones are given back.
   *
   * @throws IllegalArgumentException if {@code least} is below 1 or above {@code most}
   */
  public ParallelMapBuilder<R> workers(int least, int most) {
    return with(RunOption.WORKERS, new WorkerCount(least, most));
  }

  /** Runs on this context, which is left running. */
  public ParallelMapBuilder<R> spark(JavaSparkContext context) {
    return spark(context.sc());
  }

  /** Runs on this context, which is left running. */
  public ParallelMapBuilder<R> spark(SparkContext context) {
    place.context = Optional.of(context);
    return self();
  }

  /** Runs on this cluster, which is left open. */
  public ParallelMapBuilder<R> cluster(Cluster cluster) {
    place.cluster = Optional.of(cluster);
    return self();
  }

  /**
   * Runs on workers that SLURM starts with the first {@link ParallelMap#compute}. {@link #workers}
   * or the options give their number. By default there are enough for all computations at a time,
   * up to the site's cap.
   */
  public ParallelMapBuilder<R> slurm(SlurmOptions options) {
    place.slurm = Optional.of(options);
    return self();
  }

  /**
   * Sets when {@link ParallelMap#close} stops the cluster. The default is {@link
   * StopClient#IF_STARTED_HERE}.
   */
  public ParallelMapBuilder<R> stopClient(StopClient stop) {
    return with(RunOption.STOP_CLIENT, stop);
  }

  /**
   * Computes again, after all others, what had too little memory: calls that ran out of heap, and
   * calls whose executor or process was killed. The new executors are larger. A factor such as
   * {@code 2x} is applied as often as it helps and the cluster has so much; a size such as {@code
   * 16GB} once. By default such computations stay failed. This needs workers that the run starts on
   * SLURM, or a standalone master in {@code spark.master}, and results in files.
   *
   * @throws IllegalArgumentException if the text is neither a factor above 1 nor a size
   */
  public ParallelMapBuilder<R> retryMemory(String more) {
    return with(RunOption.RETRY_MEMORY, MoreMemory.parse("retryMemory", more));
  }

  /**
   * Limits how many computations an executor begins at a time to as many as have enough memory.
   *
   * @param need an amount such as {@code 3GB}; or {@code auto}: as much as earlier computations
   *     needed on that executor, where the first one then runs alone
   * @throws IllegalArgumentException if the text is neither
   */
  public ParallelMapBuilder<R> memoryPerComputation(String need) {
    return with(
        RunOption.MEMORY_PER_COMPUTATION,
        RunOption.MEMORY_PER_COMPUTATION.parse("memoryPerComputation", need));
  }

  /**
   * Sets how long one computation takes at most, as far as is known. On a worker of SLURM with less
   * wall time left, no computation begins. By default this follows from the durations seen: a
   * computation is expected to take as long as nine of ten did at most.
   *
   * @throws IllegalArgumentException if below one millisecond
   */
  public ParallelMapBuilder<R> expectedTime(Duration most) {
    return with(RunOption.EXPECTED_TIME, most);
  }
}
