package org.acmespark.engine.driver;

import java.lang.ref.Reference;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * Removes what Spark holds for a run, on the driver and on all executors, on threads of its own. A
 * context that is stopped during a removal prints errors on the terminal, so closing waits a moment
 * for the executors' answers. An executor that does not answer does not delay the run. Runs on the
 * driver.
 *
 * <p>Each thread holds its broadcast until it is removed. Spark removes a broadcast that is garbage
 * by itself, and prints errors if this meets another removal of it.
 */
final class Removals implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 1000;

  private final ExecutorService threads = Executors.newCachedThreadPool(Removals::thread);

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "acme-removal");
    thread.setDaemon(true);
    return thread;
  }

  /** Removes a broadcast, and waits a moment. */
  static void remove(Broadcast<?> broadcast) {
    try (var removals = new Removals()) {
      removals.start(broadcast);
    }
  }

  /** Removes the elements of an RDD that was persisted, and waits a moment. */
  static void remove(JavaRDD<?> rdd) {
    try (var removals = new Removals()) {
      removals.start(() -> rdd.unpersist(true));
    }
  }

  /** Begins to remove a broadcast. */
  void start(Broadcast<?> broadcast) {
    start(
        () -> {
          broadcast.destroy(true);
          Reference.reachabilityFence(broadcast);
        });
  }

  private void start(Runnable removal) {
    threads.execute(
        () -> {
          try {
            removal.run();
          } catch (RuntimeException e) {
            // An executor or the context has ended, and what it held with it.
          }
        });
  }

  /** Waits a moment for what has begun. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
