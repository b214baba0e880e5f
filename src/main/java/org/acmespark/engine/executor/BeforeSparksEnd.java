package org.acmespark.engine.executor;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Runs actions when a signal ends this JVM, the driver's or an executor's, before Spark closes its
 * connections. Hooks of {@link Runtime} run at the same time as Spark's, so that what they send may
 * not arrive.
 */
public final class BeforeSparksEnd {
  /** Above Spark's, which is 40 ({@code FileSystem.SHUTDOWN_HOOK_PRIORITY + 30}). */
  private static final int PRIORITY = 100;

  private BeforeSparksEnd() {}

  /**
   * Requests that {@code action} run.
   *
   * @param seconds how long Spark waits for it
   * @throws IllegalStateException if the JVM is already ending
   */
  public static void run(Runnable action, long seconds) {
    ShutdownHookManager.get().addShutdownHook(action, PRIORITY, seconds, TimeUnit.SECONDS);
  }
}
