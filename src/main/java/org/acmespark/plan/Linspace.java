package org.acmespark.plan;

import java.util.Objects;
import org.acmespark.model.Sequence;

/**
 * numpy's linspace, from which {@code length} values starting at {@code offset} are taken.
 *
 * @param points number of values of the whole, which fixes the step
 */
record Linspace(double start, double end, long points, long offset, long length)
    implements Sequence<Double> {
  @Override
  public Double get(long index) {
    long i = offset + Objects.checkIndex(index, length);
    if (points > 1 && i == points - 1) {
      return end;
    }
    double steps = Math.max(points - 1, 1);
    double step = (end - start) / steps;
    // the same order of operations as numpy, also where the step is too small for a double
    return (step == 0 ? i / steps * (end - start) : i * step) + start;
  }

  @Override
  public Sequence<Double> slice(long from, long to) {
    Ranges.check(from, to, length);
    return new Linspace(start, end, points, offset + from, to - from);
  }
}
