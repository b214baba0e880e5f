package org.acmespark.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;

/**
 * Larger executors for computations that had too little memory, on the driver.
 *
 * @param slurm options of the workers to start; empty: executors on the master in {@code
 *     spark.master}
 * @param mib memory of a worker's job, or of the heap of an executor on that master, in MiB
 */
public record LargerExecutors(Optional<SlurmOptions> slurm, long mib) {
  private static final String MEMORY = "spark.executor.memory";
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[ *\\d+ *, *\\d+ *, *(\\d+) *\\]");

  /**
   * Returns why executors cannot become larger; empty if they can.
   *
   * @param slurm options of the workers that the run starts
   */
  public static Optional<String> whyNot(Optional<SlurmOptions> slurm) {
    String master = new SparkConf().get("spark.master", Cluster.ALL_CORES);
    boolean possible =
        slurm.isPresent() || master.startsWith("spark://") || master.startsWith("local-cluster");
    return possible
        ? Optional.empty()
        : Optional.of("the master %s has no executors that could be larger".formatted(master));
  }

  /**
   * Returns the next larger executors; empty if the cluster has none. The present ones must have
   * ended.
   *
   * @param slurm options of the workers that were started, if SLURM has started them
   * @param present what these executors are, if they were larger than the first
   */
  public static Optional<LargerExecutors> than(
      Optional<LargerExecutors> present, Optional<SlurmOptions> slurm, MoreMemory more) {
    return slurm.isPresent()
        ? onSlurm(slurm.get(), more)
        : onMaster(present.map(LargerExecutors::mib), more);
  }

  private static Optional<LargerExecutors> onSlurm(SlurmOptions options, MoreMemory more) {
    List<SlurmPartition> partitions = new Slurm(options.slurmConf()).partitions();
    SlurmPlan present = SlurmPlan.of(options, partitions, OptionalLong.empty());
    long most =
        partitions.stream()
            .filter(partition -> partition.name().equals(present.partition()))
            .mapToLong(partition -> partition.memoryAtMost(present.cores()))
            .findFirst()
            .orElse(0);
    OptionalLong next = more.than(present.memory());
    long mib = Math.min(next.orElse(0), most);
    return mib > present.memory()
        ? Optional.of(new LargerExecutors(Optional.of(options.withMemory(mib)), mib))
        : Optional.empty();
  }

  private static Optional<LargerExecutors> onMaster(Optional<Long> present, MoreMemory more) {
    var conf = new SparkConf();
    long heap = present.orElseGet(() -> conf.getSizeAsMb(MEMORY, "1g"));
    OptionalLong next = more.than(heap);
    return next.isPresent() && next.getAsLong() <= largestWorker(conf)
        ? Optional.of(new LargerExecutors(Optional.empty(), next.getAsLong()))
        : Optional.empty();
  }

  private static long largestWorker(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher local = LOCAL_CLUSTER.matcher(master);
    try {
      return local.matches()
          ? Long.parseLong(local.group(1))
          : SparkMaster.largestWorker(master, SparkStart.connectable(master, conf));
    } catch (AcmeException e) {
      return 0; // the master is gone, and with it the executors
    }
  }

  @Override
  public String toString() {
    return new MemorySize(mib) + (slurm.isPresent() ? " per worker" : " per executor");
  }

  /** The properties of Spark for executors of this size. */
  SparkConf conf() {
    var conf = new SparkConf();
    if (slurm.isEmpty()) {
      conf.set(MEMORY, mib + "m");
    }
    return conf;
  }
}
