package org.acmespark.plan;

import java.util.Objects;
import org.acmespark.model.Sequence;

/** One value, many times; the value must be serializable where the sequence is shipped. */
record Repeated<T>(T value, long length) implements Sequence<T> {
  @Override
  public T get(long index) {
    Objects.checkIndex(index, length);
    return value;
  }

  @Override
  public Sequence<T> slice(long from, long to) {
    Ranges.check(from, to, length);
    return new Repeated<>(value, to - from);
  }
}
