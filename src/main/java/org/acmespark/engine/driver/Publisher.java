package org.acmespark.engine.driver;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs what touches the store, one step after the other, so that syncing and renaming files hold up
 * neither the control channel nor the dispatcher.
 */
public final class Publisher {
  /** Empty where the threads that ask for a step run it. */
  private final Optional<ExecutorService> thread;

  private Publisher(Optional<ExecutorService> thread) {
    this.thread = thread;
  }

  /** Steps run on a thread of their own, which begins with the first of them. */
  public static Publisher onItsOwnThread() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return new Publisher(
        Optional.of(
            Executors.newSingleThreadExecutor(
                task -> {
                  var made = new Thread(task, "acme-publisher");
                  made.setDaemon(true);
                  made.setContextClassLoader(loader);
                  return made;
                })));
  }

  /** Each step runs on the thread that asks for it, which waits for its turn. */
  public static Publisher onTheCallersThread() {
    return new Publisher(Optional.empty());
  }

  /** Runs a step, now or later; returns whether that was not too late. */
  boolean execute(Runnable step) {
    if (thread.isEmpty()) {
      synchronized (this) {
        step.run();
      }
      return true;
    }
    try {
      thread.get().execute(step);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Takes no more steps, and waits until those that were asked for are done. */
  void close() {
    if (thread.isEmpty()) {
      return;
    }
    thread.get().shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.get().awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // a file that is half published would be worse
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
