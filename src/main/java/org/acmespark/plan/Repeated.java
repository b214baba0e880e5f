package org.acmespark.plan;

import java.util.Objects;
import org.acmespark.model.Sequence;

/** One value, many times. The value must be serializable if the sequence is sent to executors. */
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
