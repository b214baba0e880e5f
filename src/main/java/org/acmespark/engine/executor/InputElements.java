package org.acmespark.engine.executor;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The elements of an input RDD for the computations of a range. The RDD delivers each element once
 * and in order. Elements are kept until their computations are committed, because a computation may
 * have to run again. Thread-safe.
 */
final class InputElements {
  /**
   * The most bytes of elements for one block, so that large elements do not fill the heap. Those of
   * two blocks may be kept at a time.
   */
  private static final long MOST_BYTES = 64 << 20;

  private final Iterator<?> source;
  private final boolean none;
  private final Map<Long, Object> kept = new HashMap<>();
  private long next;
  private long bytes;

  /** Reads the elements of a range that begins with computation {@code from}. */
  InputElements(Iterator<?> source, long from) {
    this.source = source;
    this.none = source == Collections.emptyIterator();
    this.next = from;
  }

  /** Returns whether there is an RDD. */
  boolean areThere() {
    return !none;
  }

  /** Returns the element of a computation that is not committed, or null if there is no RDD. */
  Object get(long index) {
    return none ? null : read(index);
  }

  private synchronized Object read(long index) {
    while (next <= index && source.hasNext()) {
      Object element = source.next();
      bytes += Copying.roughBytes(element);
      kept.put(next++, element);
    }
    return kept.isEmpty() ? null : kept.get(index);
  }

  /** Returns whether so many bytes were read since the last block that the task should commit. */
  boolean areMany() {
    return !none && bytesRead() > MOST_BYTES;
  }

  private synchronized long bytesRead() {
    return bytes;
  }

  /** Records that a block with the computations so far is being committed. */
  synchronized void offered() {
    bytes = 0;
  }

  /** Drops the elements of all computations before {@code index}, which have been committed. */
  synchronized void forgetBefore(long index) {
    kept.keySet().removeIf(k -> k < index);
  }
}
