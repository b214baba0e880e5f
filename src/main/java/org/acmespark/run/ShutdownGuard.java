package org.acmespark.run;

import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.acmespark.engine.executor.LogTap;
import org.acmespark.model.InterruptedRunException;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ends a run in order when the JVM is told to end, by Ctrl-C or SIGTERM: interrupts the thread that
 * computes, and holds the JVM until it is through, before Spark's own hook stops the context.
 */
final class ShutdownGuard implements AutoCloseable {
  /** Above Spark's, which is 40 ({@code FileSystem.SHUTDOWN_HOOK_PRIORITY + 30}). */
  private static final int BEFORE_SPARK = 100;

  private static final long SECONDS = 9;

  /** Exit status, since nothing tells which one the function has asked for. */
  private static final int INFRASTRUCTURE = 3;

  /** As it is now: while the JVM ends, it may lead nowhere. */
  private final PrintStream messages = System.err;

  private final Thread computing = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Runnable hook = this::end;

  /**
   * Begins to watch over the run of this thread.
   *
   * @throws InterruptedRunException if the JVM is ending already
   */
  void watch() {
    try {
      ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK, SECONDS + 1, TimeUnit.SECONDS);
    } catch (IllegalStateException e) {
      throw new InterruptedRunException(
          "interrupted before anything was computed", Optional.empty(), e);
    }
  }

  private void end() {
    if (isByFunction()) {
      // What is being called stays marked, so that resuming knows what the process died of.
      messages.println(
          "acme: the function has ended this process, as by System.exit; what was committed is kept, and `acme resume` computes the rest");
      Runtime.getRuntime().halt(INFRASTRUCTURE);
    }
    LogTap.silenceSparkOnConsole(); // it complains of what is interrupted now
    computing.interrupt();
    try {
      over.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a thread that calls the function has called {@link System#exit}, and waits for it. */
  private static boolean isByFunction() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            frames ->
                Arrays.stream(frames).anyMatch(ShutdownGuard::isExit)
                    && Arrays.stream(frames).anyMatch(ShutdownGuard::isOurs));
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit");
  }

  private static boolean isOurs(StackTraceElement frame) {
    return frame.getClassName().startsWith("org.acmespark.engine.");
  }

  /** Whether the JVM is ending, where much throws that else would not. */
  static boolean isUnderWay() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** Whether an interrupt has led to {@code thrown}, through whatever wrapped it. */
  static boolean isInterruption(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof InterruptedRunException
          || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    over.countDown();
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and has waited for this.
    }
  }
}
