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
 * Ends a run in order when Ctrl-C or SIGTERM ends the JVM. It interrupts the thread that computes
 * and delays the end of the JVM until that thread has finished, before Spark's own hook stops the
 * context.
 */
final class ShutdownGuard implements AutoCloseable {
  /**
   * Priority of the hook above Spark's, which is 40 ({@code FileSystem.SHUTDOWN_HOOK_PRIORITY +
   * 30}).
   */
  private static final int BEFORE_SPARK = 100;

  /**
   * Priority of the hook below Spark's, which runs after Spark has stopped the context and removed
   * its folders.
   */
  private static final int AFTER_SPARK = 1;

  private static final long SECONDS = 9;

  /** Exit status; the status that the function asked for is not known. */
  private static final int INFRASTRUCTURE = 3;

  private static final String FATAL_ERRORS = ".SparkUncaughtExceptionHandler";

  /** The current error stream; System.err may print nowhere while the JVM ends. */
  private final PrintStream messages = System.err;

  private final Thread computing = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Runnable hook = this::end;
  private final Runnable lastHook = this::exitAsInfrastructure;
  private volatile boolean bySpark;

  /**
   * Starts to watch the run of this thread.
   *
   * @throws InterruptedRunException if the JVM is already ending
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
      // Calls in progress stay marked, so that resuming knows which one ended the process.
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
    LogTap.silenceSparkOnConsole(); // Spark reports errors about interrupted tasks
    computing.interrupt();
    try {
      over.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether a thread that calls the function has called {@link System#exit} and waits for the exit.
   */
  private static boolean isByFunction() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            frames ->
                Arrays.stream(frames).anyMatch(ShutdownGuard::isExit)
                    && Arrays.stream(frames).anyMatch(ShutdownGuard::isOurs));
  }

  /** Whether a thread in which Spark met a fatal error is ending the JVM, with status 52. */
  private static boolean isBySpark() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            frames ->
                Arrays.stream(frames).anyMatch(ShutdownGuard::isExit)
                    && Arrays.stream(frames)
                        .anyMatch(frame -> frame.getClassName().endsWith(FATAL_ERRORS)));
  }

  /** Replaces Spark's exit status, which has no meaning here. */
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

  /** Whether the JVM is ending, which makes many operations throw exceptions. */
  static boolean isUnderWay() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** Whether an interrupt caused {@code thrown}, directly or through wrapping exceptions. */
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
      // The JVM is ending and has waited for this call.
    }
  }
}
