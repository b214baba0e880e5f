package org.acmespark.model;

import java.io.Serializable;

/**
 * A finite list of values with random access, one value per computation: a list, a primitive array
 * or a formula. Sequences are compact where possible: a range of any length is stored as two
 * numbers.
 *
 * @param <T> type of the values, boxed
 */
public interface Sequence<T> extends Serializable {
  /** Number of values. */
  long length();

  /** The value at {@code index}, from 0 to {@code length() - 1}. */
  T get(long index);

  /**
   * Returns a sequence of the values from {@code from} (inclusive) to {@code to} (exclusive), to be
   * sent to an executor.
   */
  Sequence<T> slice(long from, long to);
}
