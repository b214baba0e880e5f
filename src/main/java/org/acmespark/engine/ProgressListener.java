package org.acmespark.engine;

/** Is told how far a run is, on the thread that called {@code compute}, many times a second. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Takes the state of the run.
   *
   * @param finished computations finished, failed ones included
   * @param failed computations failed so far
   */
  void update(long finished, long failed);
}
