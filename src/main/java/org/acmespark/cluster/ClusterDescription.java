package org.acmespark.cluster;

import java.util.Optional;

/**
 * The present state of a cluster.
 *
 * @param kind {@code local}, {@code standalone}, {@code slurm}, or the kind of master in Spark's
 *     terms
 * @param master Spark's name of the master
 * @param workers number of executors; 1 if computations run in this JVM
 * @param cores total number of cores
 * @param memoryMib heap of one worker, in MiB
 * @param page address of Spark's web page, if it has one
 */
public record ClusterDescription(
    String kind, String master, int workers, int cores, long memoryMib, Optional<String> page) {

  /** Describes the cluster in one line. */
  @Override
  public String toString() {
    if (workers == 0) {
      return "%s (%s): workers are coming%s"
          .formatted(kind, master, page.map(address -> "; " + address).orElse(""));
    }
    return "%s (%s): %s %s, %s %s, %s MiB each%s"
        .formatted(
            kind,
            master,
            workers,
            workers == 1 ? "worker" : "workers",
            cores,
            cores == 1 ? "core" : "cores",
            memoryMib,
            page.map(address -> "; " + address).orElse(""));
  }
}
