package org.acmespark.cluster;

import java.util.Optional;

/**
 * What a cluster is at this moment.
 *
 * @param kind {@code local}, {@code standalone}, {@code slurm}, or the kind of master as Spark
 *     names it
 * @param master Spark's name of the master
 * @param workers executors that are there; 1 if computations run in this JVM
 * @param cores of all of them together
 * @param memoryMib heap of one worker, in MiB
 * @param page where Spark's web page is, if it has one
 */
public record ClusterDescription(
    String kind, String master, int workers, int cores, long memoryMib, Optional<String> page) {

  /** A line for people. */
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
