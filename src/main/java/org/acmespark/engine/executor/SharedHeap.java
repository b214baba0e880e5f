package org.acmespark.engine.executor;

import java.util.concurrent.locks.StampedLock;
import org.apache.spark.TaskKilledException;

/**
 * Controls which calls may use the heap of this JVM at the same time. All runs in the JVM share the
 * heap. A call may run out of memory because another call beside it uses too much. Repeating the
 * call alone shows which of them needs too much.
 */
final class SharedHeap {
  private static final StampedLock CALLS = new StampedLock();

  private SharedHeap() {}

  /** Waits until a call may begin. Returns the stamp for {@link #leave}. */
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

  /** Returns whether other calls may run in this JVM. */
  static boolean isShared() {
    return ExecutorRun.tasksHere() > 1;
  }
}
