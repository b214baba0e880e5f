package org.acmespark.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.ClusterDescription;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.model.StopClient;

/**
 * Where runs are computed: kept from run to run, replaced when a run wants another one.
 *
 * <p>Not thread-safe: for the thread that computes.
 */
final class Place implements AutoCloseable {
  private Optional<JsonNode> wanted = Optional.empty();
  private Optional<Cluster> cluster = Optional.empty();

  /** Lets the run be computed where it wants to be. */
  void choose(ParallelMapBuilder<?> builder, JsonNode where) {
    if (isOpen(where)) {
      builder.cluster(cluster.get());
    } else if (where.path("kind").asText().equals("slurm")) {
      close();
      // Not opened here: how much memory is needed may be for the run to find out.
      builder.slurm(slurm(where)).stopClient(StopClient.NEVER);
      wanted = Optional.of(where);
    } else {
      builder.cluster(open(where));
    }
  }

  /** Takes over what a run has started. */
  void adopt() {
    if (cluster.isEmpty() && wanted.isPresent()) {
      cluster = Cluster.open();
    }
  }

  /** The cluster, started unless it runs. */
  Cluster open(JsonNode where) {
    if (!isOpen(where)) {
      close();
      cluster =
          Optional.of(
              switch (where.path("kind").asText()) {
                case "local" -> Cluster.local(where.path("workers").asInt());
                case "slurm" -> Cluster.slurm(slurm(where));
                default -> Cluster.master(where.path("master").asText());
              });
      wanted = Optional.of(where);
    }
    return cluster.get();
  }

  private boolean isOpen(JsonNode where) {
    return wanted.filter(where::equals).isPresent()
        && cluster
            .filter(open -> Cluster.open().filter(now -> now == open).isPresent())
            .isPresent();
  }

  private static SlurmOptions slurm(JsonNode where) {
    var options = SlurmOptions.builder();
    Optional.ofNullable(where.get("site"))
        .map(JsonNode::asText)
        .map(Path::of)
        .ifPresent(options::site);
    where
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!key.equals("kind") && !key.equals("site")) {
                options.set(key, where.path(key).asText());
              }
            });
    return options.build();
  }

  Optional<ClusterDescription> description() {
    return cluster.filter(open -> Cluster.open().isPresent()).map(Cluster::description);
  }

  @Override
  public void close() {
    cluster.ifPresent(Cluster::close);
    cluster = Optional.empty();
    wanted = Optional.empty();
  }
}
