package org.acmespark.model;

/**
 * Receives the progress of a run, on the thread that called {@code compute}, many times a second.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Receives, once before the first update, the number of computations that an earlier process
   * finished.
   *
   * @param finished including failed ones; 0 for a new run
   */
  default void startsFrom(long finished) {}

  /**
   * Receives the state of the run.
   *
   * @param finished computations finished, including failed ones
   * @param failed computations failed so far
   */
  void update(long finished, long failed);
}
