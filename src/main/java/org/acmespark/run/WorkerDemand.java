package org.acmespark.run;

import org.acmespark.cluster.Cluster;
import org.acmespark.engine.Execution;
import org.acmespark.model.ProgressListener;

/**
 * Tells the cluster how many computations are left, so that it asks for as many workers as these
 * need. Runs on the driver.
 *
 * @param display receives the progress, too
 */
record WorkerDemand(ProgressListener display, long nInputs) implements ProgressListener {
  /** Returns a listener for a run, which is {@code display} itself if the workers stay. */
  static ProgressListener of(Execution execution, ProgressListener display) {
    return execution.keptWorkers().isPresent()
        ? new WorkerDemand(display, execution.nInputs())
        : display;
  }

  @Override
  public void startsFrom(long finished) {
    display.startsFrom(finished);
  }

  @Override
  public void update(long finished, long failed) {
    display.update(finished, failed);
    Cluster.open().ifPresent(cluster -> cluster.needsWorkersFor(nInputs - finished));
  }
}
