package org.acmespark.plan;

import java.util.Objects;
import org.acmespark.model.Sequence;

/** Python's range over longs. */
record LongRange(long start, long step, long length) implements Sequence<Long> {
  @Override
  public Long get(long index) {
    // The product may overflow; the sum is correct modulo 2^64.
    return start + Objects.checkIndex(index, length) * step;
  }

  @Override
  public Sequence<Long> slice(long from, long to) {
    Ranges.check(from, to, length);
    return new LongRange(start + from * step, step, to - from);
  }
}
