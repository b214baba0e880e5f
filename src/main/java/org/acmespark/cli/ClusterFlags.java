package org.acmespark.cli;

import java.util.Optional;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.cluster.Cluster;
import org.acmespark.model.StopClient;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RunOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code acme run} that choose a cluster. */
final class ClusterFlags {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Run on a cluster that `acme cluster start` or `submit/standalone` started.")
  private Optional<String> cluster;

  @Mixin private SlurmFlags slurm;

  /**
   * Sets on the builder where the run is computed.
   *
   * @param given options of the run; they say when to stop the cluster
   * @throws IllegalArgumentException if two places are named, or if the options ask to leave
   *     workers running that end with this process
   */
  void choose(ParallelMapBuilder<?> builder, GivenOptions given) {
    if (given.find(RunOption.STOP_CLIENT).equals(Optional.of(StopClient.NEVER))) {
      throw new IllegalArgumentException(
          "--stop-client is false, but this process ends, and its workers with it; start workers that"
              + " stay with `acme cluster start`, and give --cluster NAME to each run");
    }
    if (cluster.isPresent()) {
      if (slurm.slurm()) {
        throw new IllegalArgumentException(
            "--cluster and --partition exclude each other; leave one out");
      }
      // This command has started only its own part of the cluster, and stops only that.
      builder.cluster(Cluster.named(cluster.get())).stopClient(StopClient.ALWAYS);
      return;
    }
    slurm.slurmOptions().ifPresent(builder::slurm);
  }

  /** Whether the user allows questions; a terminal is needed to ask them. */
  boolean mayAsk() {
    return slurm.interactive();
  }
}
