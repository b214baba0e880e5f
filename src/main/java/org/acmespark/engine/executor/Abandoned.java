package org.acmespark.engine.executor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the threads in this JVM that still run a call after the call was abandoned. */
final class Abandoned {
  private static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();

  private Abandoned() {}

  static void add(Thread thread) {
    THREADS.add(thread);
  }

  /** Returns the number of abandoned threads that are still alive. */
  static int alive() {
    THREADS.removeIf(thread -> !thread.isAlive());
    return THREADS.size();
  }
}
