package org.acmespark.engine.driver;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;

/**
 * Runs the steps that use the store, one after the other. Syncing and renaming files then delay
 * neither the control channel nor the dispatcher.
 */
final class Publisher {
  /** The publisher's own thread; empty if the calling threads run the steps. */
  private final Optional<ExecutorService> thread;

  private Publisher(Optional<ExecutorService> thread) {
    this.thread = thread;
  }

  /** Creates a publisher that runs steps on its own thread, which starts with the first step. */
  public static Publisher onItsOwnThread() {
    return onItsOwnThread("acme-publisher");
  }

  static Publisher onItsOwnThread(String name) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return new Publisher(
        Optional.of(
            Executors.newSingleThreadExecutor(
                task -> {
                  var made = new Thread(task, name);
                  made.setDaemon(true);
                  made.setContextClassLoader(loader);
                  return made;
                })));
  }

  /** Creates a publisher that runs each step on the calling thread, which waits for its turn. */
  public static Publisher onTheCallersThread() {
    return new Publisher(Optional.empty());
  }

  /** Runs a step now or later. Returns false if the publisher is closed. */
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

  /**
   * Runs a step and replies with its answer. Replies with {@code late} if the publisher is closed.
   *
   * @param outOfMemory receives the error if the driver has no memory for the step
   */
  <A extends Answer> void answer(
      ControlChannel.Reply<A> reply,
      A late,
      Supplier<A> step,
      Consumer<OutOfMemoryError> outOfMemory) {
    boolean taken =
        execute(
            () -> {
              A answer;
              try {
                answer = step.get();
              } catch (RuntimeException | Error e) {
                if (e instanceof OutOfMemoryError memory) {
                  outOfMemory.accept(memory);
                }
                reply.fail(e);
                return;
              }
              reply.send(answer);
            });
    if (!taken) {
      reply.send(late);
    }
  }

  /** Accepts no more steps and waits until all accepted steps are done. */
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
        interrupted = true; // a half-published file would be worse
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
