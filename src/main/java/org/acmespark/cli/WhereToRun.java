package org.acmespark.cli;

import java.util.Optional;
import org.acmespark.ParallelMap;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.model.StopClient;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code acme run} that choose a cluster. */
final class WhereToRun {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Run on a cluster that `acme cluster start` or `submit/standalone` started.")
  private Optional<String> cluster;

  @Mixin private ClusterOptions slurm;

  @Option(
      names = "--stop-client",
      paramLabel = "WHEN",
      converter = StopClientName.class,
      description = "auto (default) or true: workers end with this command. See `acme cluster`.")
  private Optional<StopClient> stopClient;

  /**
   * Tells the builder.
   *
   * @throws IllegalArgumentException if two places are named, or none that could be left open
   */
  void choose(ParallelMap.Builder<?> builder) {
    if (stopClient.isPresent() && stopClient.get() == StopClient.NEVER) {
      throw new IllegalArgumentException(
          "--stop-client is false, but this process ends, and its workers with it; start workers that"
              + " stay with `acme cluster start`, and give --cluster NAME to each run");
    }
    if (cluster.isPresent()) {
      if (slurm.slurm()) {
        throw new IllegalArgumentException(
            "--cluster and --partition exclude each other; leave one out");
      }
      // This command has started nothing but its own part of the cluster, and ends that.
      builder.cluster(Cluster.named(cluster.get())).stopClient(StopClient.ALWAYS);
      return;
    }
    Optional<SlurmOptions> options = slurm.slurmOptions();
    options.ifPresent(builder::slurm);
    stopClient.ifPresent(builder::stopClient);
  }

  /** Whether questions are wanted, where they can be asked. */
  boolean mayAsk() {
    return slurm.interactive();
  }

  static final class StopClientName implements ITypeConverter<StopClient> {
    @Override
    public StopClient convert(String text) {
      return StopClient.parse(text);
    }
  }
}
