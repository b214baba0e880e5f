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
 * Keeps the cluster from run to run and replaces it when a run wants another one.
 *
 * <p>This class is not thread-safe; only the computing thread uses it.
 */
final class Place implements AutoCloseable {
  private Optional<JsonNode> wanted = Optional.empty();
  private Optional<Cluster> cluster = Optional.empty();

  /** Sets on the builder the place that the run asks for. */
  void choose(ParallelMapBuilder<?> builder, JsonNode where) {
    if (isOpen(where)) {
      builder.cluster(cluster.get());
    } else if (where.path("kind").asText().equals("slurm")) {
      close();
      // The run opens the cluster itself, since it may have to find out how much memory it needs.
      builder.slurm(slurm(where)).stopClient(StopClient.NEVER);
      wanted = Optional.of(where);
    } else {
      builder.cluster(open(where));
    }
  }

  /** Takes over the cluster that a run has started. */
  void adopt() {
    if (cluster.isEmpty() && wanted.isPresent()) {
      cluster = Cluster.open();
    }
  }

  /** Returns the cluster, and starts it if it does not run. */
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
