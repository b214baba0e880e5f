package org.acmespark.engine.executor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;

/**
 * Runs calls with a time limit on a second thread, which is reused from call to call. A call that
 * takes too long is interrupted. If it still does not end, it is abandoned together with its
 * thread. Only the task's thread may use this object.
 */
final class TimedCalls implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Number of spins before parking, because {@code parkNanos} costs more than a cheap call. */
  private static final int SPINS = 200;

  private final Duration limit;
  private Caller caller;

  /** The code to call. */
  public @FunctionalInterface interface Call {
    Object make() throws Throwable;
  }

  public TimedCalls(Duration limit) {
    this.limit = limit;
  }

  /**
   * Runs a call and throws whatever the call throws.
   *
   * @throws TimedOutException if the call took longer than the limit
   * @throws InterruptedException if this thread was interrupted; the call is then interrupted, too
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

  /** Interrupts the call and returns whether it has ended. Its thread is not used again. */
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
      } catch (Throwable e) { // every failure of the user's function is data
        thrown = e;
      }
      Thread.interrupted(); // for the next call; an abandoned thread has no next call
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
