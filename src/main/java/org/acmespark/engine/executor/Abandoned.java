package org.acmespark.engine.executor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Threads in this JVM whose call of a function was given up and goes on nevertheless. */
final class Abandoned {
  private static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();

  private Abandoned() {}

  static void add(Thread thread) {
    THREADS.add(thread);
  }

  /** How many are at it still. */
  static int alive() {
    THREADS.removeIf(thread -> !thread.isAlive());
    return THREADS.size();
  }
}
