package org.acmespark.model;

/** What becomes of the cluster when a {@code ParallelMap} is closed. */
public enum StopClient {
  /** It is stopped if it was started for this {@code ParallelMap}. */
  AUTO,
  /** It is stopped, even if it was open before. */
  TRUE,
  /** It is left open, and the next {@code ParallelMap} finds it. */
  FALSE
}
