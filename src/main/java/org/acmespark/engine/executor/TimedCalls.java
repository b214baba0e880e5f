package org.acmespark.engine.executor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;

/**
 * Makes calls that may be given up, on a thread beside the task's, which is used again from call to
 * call. A call that takes too long is interrupted; one that goes on nevertheless is abandoned with
 * its thread. Belongs to the task's thread.
 */
public final class TimedCalls implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** What {@code parkNanos} costs is more than a cheap call takes. */
  private static final int SPINS = 200;

  private final Duration limit;
  private Caller caller;

  /** What is called. */
  public @FunctionalInterface interface Call {
    Object make() throws Throwable;
  }

  public TimedCalls(Duration limit) {
    this.limit = limit;
  }

  /**
   * Makes a call; what it throws is thrown.
   *
   * @throws TimedOutException if it took longer than the limit
   * @throws InterruptedException if this thread was interrupted, as the call was then
   */
  public Object call(Call call) throws Throwable {
    if (caller == null) {
      caller = new Caller();
      caller.start();
    }
    Caller current = caller;
    current.begin(call);
    boolean inTime;
    try {
      inTime = current.await(limit);
    } catch (InterruptedException e) {
      giveUp(current);
      throw e;
    }
    if (!inTime) {
      StackTraceElement[] where = current.getStackTrace();
      throw new TimedOutException(limit, giveUp(current), where);
    }
    return current.outcome();
  }

  /** Returns whether the call has ended; its thread is not used again, interrupted as it is. */
  private boolean giveUp(Caller current) {
    caller = null;
    current.end();
    current.interrupt();
    boolean ended = current.awaitUninterrupted(GRACE);
    if (!ended) {
      Abandoned.add(current);
    }
    return ended;
  }

  @Override
  public void close() {
    if (caller != null) {
      caller.end();
      caller = null;
    }
  }

  private static final class Caller extends Thread {
    private final TaskContext task = TaskContext.get();
    private final Thread waiting = Thread.currentThread();
    private volatile Call call;
    private volatile boolean done;
    private volatile boolean over;
    private Object result;
    private Throwable thrown;

    Caller() {
      super("acme-call of " + Thread.currentThread().getName());
      setDaemon(true);
      setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    @Override
    public void run() {
      TaskContext$.MODULE$.setTaskContext(task);
      while (!over) {
        for (int spins = SPINS; call == null && !over && spins > 0; spins--) {
          Thread.onSpinWait();
        }
        Call next = call;
        if (next != null) {
          make(next);
        } else if (!over) {
          LockSupport.park(this);
        }
      }
    }

    private void make(Call next) {
      call = null;
      try {
        result = next.make();
      } catch (Throwable e) { // whatever the user's function does is data
        thrown = e;
      }
      Thread.interrupted(); // not for the next call; this thread has none after it is given up
      done = true;
      LockSupport.unpark(waiting);
    }

    void begin(Call next) {
      result = null;
      thrown = null;
      done = false;
      call = next;
      LockSupport.unpark(this);
    }

    void end() {
      over = true;
      LockSupport.unpark(this);
    }

    boolean await(Duration time) throws InterruptedException {
      for (int spins = SPINS; !done && spins > 0; spins--) {
        Thread.onSpinWait();
      }
      long begun = System.nanoTime();
      while (!done) {
        long left = time.toNanos() - (System.nanoTime() - begun);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    }

    boolean awaitUninterrupted(Duration time) {
      try {
        return await(time);
      } catch (InterruptedException e) {
        waiting.interrupt();
        return done;
      }
    }

    Object outcome() throws Throwable {
      if (thrown != null) {
        throw thrown;
      }
      return result;
    }
  }
}
