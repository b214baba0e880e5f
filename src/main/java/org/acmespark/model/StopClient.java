package org.acmespark.model;

/** Whether closing a {@code ParallelMap} stops the cluster. */
public enum StopClient {
  /** Stops the cluster if it was started for this {@code ParallelMap}. */
  AUTO,
  /** Stops the cluster, even if it was open before. */
  TRUE,
  /** Leaves the cluster open for the next {@code ParallelMap}. */
  FALSE
}
