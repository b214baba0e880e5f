package org.acmespark.plan;

import java.util.Objects;
import org.acmespark.model.Sequence;

/** Python's range over ints. */
record IntRange(int start, int step, long length) implements Sequence<Integer> {
  @Override
  public Integer get(long index) {
    return (int) (start + Objects.checkIndex(index, length) * step);
  }

  @Override
  public Sequence<Integer> slice(long from, long to) {
    Ranges.check(from, to, length);
    return new IntRange((int) (start + from * step), step, to - from);
  }
}
