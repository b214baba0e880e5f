package org.acmespark.hdf5.input;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.Arg;

/**
 * A part of a dataset: in each dimension, {@code count} indices from {@code start} on, {@code step}
 * apart. What is read is the box around it.
 *
 * @param dropped dimensions that the value does not have
 */
record Part(long[] start, long[] count, long[] step, boolean[] dropped) {
  /**
   * Finds the part with one index along one axis, and with spans of the other dimensions.
   *
   * @param what the dataset, for messages
   * @param spans one for each dimension; empty for all
   * @param axis from 0; negative for none
   * @throws IllegalArgumentException if the part reaches outside {@code shape}
   */
  static Part of(String what, long[] shape, List<Arg.Span> spans, int axis, long index) {
    if (axis >= shape.length) {
      throw new IllegalArgumentException(
          "axis %s: %s has %s dimensions, counted from 0".formatted(axis, what, shape.length));
    }
    if (!spans.isEmpty() && spans.size() != shape.length) {
      throw new IllegalArgumentException(
          "%s entries in brackets, but %s has %s dimensions, %s"
              .formatted(spans.size(), what, shape.length, Arrays.toString(shape)));
    }
    int rank = shape.length;
    Part part = new Part(new long[rank], shape.clone(), new long[rank], new boolean[rank]);
    Arrays.fill(part.step, 1);
    for (int k = 0; k < spans.size(); k++) {
      part.narrow(what, k, spans.get(k));
    }
    if (axis >= 0) {
      if (index < 0 || index >= shape[axis]) {
        throw new IllegalArgumentException(
            "index %s: dimension %s of %s has length %s".formatted(index, axis, what, shape[axis]));
      }
      part.start[axis] = index;
      part.count[axis] = 1;
      part.dropped[axis] = true;
    }
    return part;
  }

  private void narrow(String what, int k, Arg.Span span) {
    long length = count[k];
    long stop = span.stop() == Arg.Span.END ? length : span.stop();
    if (stop > length || span.start() > length) {
      throw new IllegalArgumentException(
          "%s reaches beyond dimension %s of %s, whose length is %s"
              .formatted(span, k, what, length));
    }
    start[k] = span.start();
    step[k] = span.step();
    count[k] = Math.max(0, (stop - span.start() + span.step() - 1) / span.step());
    dropped[k] = span.single();
  }

  /** Returns the first elements of the part, about so many. */
  Part atMost(long elements) {
    long budget = elements;
    long[] few = count.clone();
    for (int k = few.length - 1; k >= 0; k--) {
      few[k] = Math.min(few[k], Math.max(1, budget));
      budget /= Math.max(1, few[k]);
    }
    return new Part(start, few, step, dropped);
  }

  /** Lengths of the box around the part. */
  long[] box() {
    long[] box = new long[count.length];
    Arrays.setAll(box, k -> count[k] == 0 ? 0 : (count[k] - 1) * step[k] + 1);
    return box;
  }

  /** Takes the part out of the box. */
  Hdf5Value of(Hdf5Value box) {
    long[] shape = new long[count.length];
    int rank = 0;
    for (int k = 0; k < count.length; k++) {
      if (!dropped[k]) {
        shape[rank++] = count[k];
      }
    }
    boolean thin = Arrays.stream(step).anyMatch(distance -> distance > 1);
    return Hdf5Value.unchecked(
        box.type(), Arrays.copyOf(shape, rank), thin ? thinned(box) : box.elements());
  }

  private Object thinned(Hdf5Value box) {
    int entries = box.type().entriesPerElement();
    Object from = box.elements();
    int n = Math.toIntExact(Shapes.count(count));
    Object to = Array.newInstance(from.getClass().componentType(), n * entries);
    long[] lengths = box();
    long[] strides = new long[count.length];
    long stride = 1;
    for (int k = count.length - 1; k >= 0; k--) {
      strides[k] = stride * step[k];
      stride *= lengths[k];
    }
    long[] index = new long[count.length];
    long at = 0;
    for (int i = 0; i < n; i++) {
      System.arraycopy(from, (int) at * entries, to, i * entries, entries);
      for (int k = count.length - 1; k >= 0; k--) {
        at += strides[k];
        if (++index[k] < count[k]) {
          break;
        }
        at -= strides[k] * count[k];
        index[k] = 0;
      }
    }
    return to;
  }
}
