package org.acmespark.python;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.acmespark.function.ForeignException;

/** The idle workers of this JVM, beginning with the last used. */
final class PythonWorkers {
  private static final int MOST_IDLE = 2 * Runtime.getRuntime().availableProcessors();

  private record Idle(String key, PythonWorker worker) {}

  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private PythonWorkers() {}

  /** Returns a worker that has loaded the function. */
  static PythonWorker take(PythonFunction function) throws ForeignException, InterruptedException {
    synchronized (IDLE) {
      for (Iterator<Idle> each = IDLE.iterator(); each.hasNext(); ) {
        Idle idle = each.next();
        if (idle.worker().isDead()) {
          each.remove();
        } else if (idle.key().equals(function.key())) {
          each.remove();
          return idle.worker();
        }
      }
    }
    return PythonWorker.start(function);
  }

  static void giveBack(PythonFunction function, PythonWorker worker) {
    PythonWorker surplus = null;
    synchronized (IDLE) {
      if (!worker.isDead()) {
        IDLE.addFirst(new Idle(function.key(), worker));
        surplus = IDLE.size() > MOST_IDLE ? IDLE.removeLast().worker() : null;
      }
    }
    if (surplus != null) {
      surplus.kill();
    }
  }
}
