package org.acmespark.engine.driver;

import org.apache.spark.broadcast.Broadcast;

/** Removes the broadcasts of a run. Runs on the driver. */
final class Broadcasts {
  private static final long PATIENCE_MILLIS = 1000;

  private Broadcasts() {}

  /**
   * Removes a broadcast from all executors and waits a moment for their answers. A context that is
   * stopped during such a request prints warnings on the terminal. An executor that does not answer
   * does not delay the run.
   */
  public static void destroy(Broadcast<?> broadcast) {
    var removal = new Thread(() -> remove(broadcast), "acme-broadcast-removal");
    removal.setDaemon(true);
    removal.start();
    try {
      removal.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Broadcast<?> broadcast) {
    try {
      broadcast.destroy(true);
    } catch (RuntimeException e) {
      // An executor or the context has ended, and the broadcast with it.
    }
  }
}
