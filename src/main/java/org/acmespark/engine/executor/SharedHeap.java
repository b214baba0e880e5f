package org.acmespark.engine.executor;

import java.util.concurrent.locks.StampedLock;
import org.apache.spark.TaskKilledException;

/**
 * Calls of all runs in this JVM share its heap. One that ran out of it may have had the bad luck of
 * running beside a greedy one; made again alone it shows which it is.
 */
final class SharedHeap {
  private static final StampedLock CALLS = new StampedLock();

  private SharedHeap() {}

  /** Waits until a call may begin; returns what {@link #leave} takes. */
  static long enter(boolean alone) {
    long stamp = alone ? 0 : CALLS.tryReadLock();
    try {
      if (stamp == 0) {
        stamp = alone ? CALLS.writeLockInterruptibly() : CALLS.readLockInterruptibly();
      }
      return stamp;
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
  }

  static void leave(long stamp) {
    CALLS.unlock(stamp);
  }

  /** Whether there may be other calls. */
  static boolean isShared() {
    return ExecutorRun.tasksHere() > 1;
  }
}
