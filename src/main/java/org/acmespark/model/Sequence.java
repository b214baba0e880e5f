package org.acmespark.model;

import java.io.Serializable;

/**
 * A finite list of values with random access, one value per computation: a list, a primitive array
 * or a formula. Compact where it can be: a range of numbers is two numbers, whatever its length.
 *
 * @param <T> type of the values, boxed
 */
public interface Sequence<T> extends Serializable {
  /** Number of values. */
  long length();

  /** The value at {@code index}, from 0 to {@code length() - 1}. */
  T get(long index);

  /** The values from {@code from} (inclusive) to {@code to} (exclusive) alone, for shipping. */
  Sequence<T> slice(long from, long to);
}
