package org.acmespark.engine.executor;

import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;
import org.apache.spark.TaskKilledException;

/**
 * Controls which calls may use the heap of this JVM at the same time. All runs in the JVM share the
 * heap. A call may run out of memory because another call beside it uses too much. Repeating the
 * call alone shows which of them needs too much.
 *
 * <p>A call takes one of many locks, which depends on its thread, so that cheap calls do not wait
 * for each other's write to one word of memory. A call that runs alone takes all of them.
 */
final class SharedHeap {
  /** A power of 2. */
  private static final int LOCKS = 64;

  private static final StampedLock[] CALLS = new StampedLock[LOCKS];

  static {
    Arrays.setAll(CALLS, k -> new StampedLock());
  }

  private SharedHeap() {}

  /** Waits until a call may begin. Returns the stamp for {@link #leave}, on the same thread. */
  static long enter(boolean alone) {
    if (alone) {
      takeAll();
      return 0;
    }
    StampedLock mine = mine();
    long stamp = mine.tryReadLock();
    try {
      return stamp == 0 ? mine.readLockInterruptibly() : stamp;
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
  }

  private static StampedLock mine() {
    return CALLS[(int) Thread.currentThread().getId() & (LOCKS - 1)];
  }

  /** Takes the locks one after the other, as all others do, so that nobody waits for ever. */
  private static void takeAll() {
    int taken = 0;
    try {
      for (; taken < LOCKS; taken++) {
        CALLS[taken].writeLockInterruptibly();
      }
    } catch (InterruptedException e) {
      release(taken);
      throw new TaskKilledException();
    }
  }

  private static void release(int count) {
    for (int k = 0; k < count; k++) {
      CALLS[k].tryUnlockWrite();
    }
  }

  static void leave(long stamp) {
    if (stamp == 0) {
      release(LOCKS);
    } else {
      mine().unlockRead(stamp);
    }
  }

  /** Returns whether other calls may run in this JVM. */
  static boolean isShared() {
    return ExecutorRun.tasksHere() > 1;
  }
}
