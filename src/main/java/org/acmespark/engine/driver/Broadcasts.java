package org.acmespark.engine.driver;

import org.apache.spark.broadcast.Broadcast;

/** Ends broadcasts of a run, on the driver. */
public final class Broadcasts {
  private static final long PATIENCE_MILLIS = 1000;

  private Broadcasts() {}

  /**
   * Removes it everywhere, and waits a moment for the executors to say so: a context that is
   * stopped with such a request under way complains of it on the terminal. An executor that does
   * not answer holds nobody up.
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
      // An executor or the context has gone, and the broadcast with it.
    }
  }
}
