package org.acmespark.model;

/** Is told how far a run is, on the thread that called {@code compute}, many times a second. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Takes how many computations an earlier process has finished; once, before the first update.
   *
   * @param finished failed ones included, 0 for a new run
   */
  default void startsFrom(long finished) {}

  /**
   * Takes the state of the run.
   *
   * @param finished computations finished, failed ones included
   * @param failed computations failed so far
   */
  void update(long finished, long failed);
}
