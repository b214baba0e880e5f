package org.acmespark.engine.executor;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What an input RDD holds for the computations of a range. Elements come once and in order, so they
 * are kept until their computations are committed: one may have to be computed again. Thread-safe.
 */
final class InputElements {
  /** So that what is kept of large elements does not fill the heap. */
  private static final long KEPT_BYTES = 64 << 20;

  private final Iterator<?> source;
  private final Map<Long, Object> kept = new HashMap<>();
  private long next;
  private long bytes;

  /** Of a range that begins with computation {@code from}. */
  InputElements(Iterator<?> source, long from) {
    this.source = source;
    this.next = from;
  }

  /** The element of a computation that is not committed; null if there is no RDD. */
  synchronized Object get(long index) {
    while (next <= index && source.hasNext()) {
      Object element = source.next();
      bytes += Copying.roughBytes(element);
      kept.put(next++, element);
    }
    return kept.isEmpty() ? null : kept.get(index);
  }

  /** Whether it is time to commit. */
  synchronized boolean areMany() {
    return bytes > KEPT_BYTES;
  }

  /** Everything before the computation {@code index} has been committed. */
  synchronized void forgetBefore(long index) {
    if (!kept.isEmpty()) {
      kept.keySet().removeIf(k -> k < index);
      bytes = 0;
    }
  }
}
