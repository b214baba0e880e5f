package org.acmespark.run;

import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /** Below Spark's: when the context is stopped and its folders are removed. */
  private static final int AFTER_SPARK = 1;

  private static final long SECONDS = 9;

  /** Exit status, since nothing tells which one the function has asked for. */
  private static final int INFRASTRUCTURE = 3;

  private static final String FATAL_ERRORS = ".SparkUncaughtExceptionHandler";

  /** As it is now: while the JVM ends, it may lead nowhere. */
  private final PrintStream messages = System.err;

  private final Thread computing = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Runnable hook = this::end;
  private final Runnable lastHook = this::exitAsInfrastructure;
  private volatile boolean bySpark;

  /**
   * Begins to watch over the run of this thread.
   *
   * @throws InterruptedRunException if the JVM is ending already
   */
  void watch() {
    try {
      var hooks = ShutdownHookManager.get();
      hooks.addShutdownHook(hook, BEFORE_SPARK, SECONDS + 1, TimeUnit.SECONDS);
      hooks.addShutdownHook(lastHook, AFTER_SPARK, SECONDS + 1, TimeUnit.SECONDS);
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
    bySpark = isBySpark();
    if (bySpark) {
      messages.printf(
          "acme: Spark ends this process after an error that leaves no choice, such as a lack of memory, of which it has %s MB (--driver-memory gives more)%n",
          Runtime.getRuntime().maxMemory() >> 20);
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

  /** Whether a thread in which Spark has met such an error is ending the JVM, with status 52. */
  private static boolean isBySpark() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            frames ->
                Arrays.stream(frames).anyMatch(ShutdownGuard::isExit)
                    && Arrays.stream(frames)
                        .anyMatch(frame -> frame.getClassName().endsWith(FATAL_ERRORS)));
  }

  /** Spark's status would be no one of ours. */
  private void exitAsInfrastructure() {
    if (!bySpark) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < deadline && mayStillSpeak()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    Runtime.getRuntime().halt(INFRASTRUCTURE);
  }

  private boolean mayStillSpeak() {
    return computing.isAlive()
        && Arrays.stream(computing.getStackTrace()).noneMatch(ShutdownGuard::isExit);
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
      ShutdownHookManager.get().removeShutdownHook(lastHook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and has waited for this.
    }
  }
}
