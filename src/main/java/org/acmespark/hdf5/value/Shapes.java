package org.acmespark.hdf5.value;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Computes with shapes of datasets and checks selections in them. */
public final class Shapes {
  private Shapes() {}

  /** Number of elements; 1 for a scalar. */
  public static long count(long[] shape) {
    long count = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + " has a negative length");
      }
      if (length != 0 && count > Long.MAX_VALUE / length) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + " has more elements than can be counted");
      }
      count *= length;
    }
    return count;
  }

  /** Formats a shape like numpy, without the comma after a single length: {@code (3, 4)}. */
  public static String text(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * Checks that a selection lies within {@code shape} and does not have too many elements.
   *
   * @param what the dataset, for the message
   * @throws IllegalArgumentException if not; the message tells how it reaches outside
   */
  public static void checkSelection(String what, long[] shape, long[] start, long[] count) {
    checkInside(what, shape, start, count);
    if (count(count) > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s elements of %s do not fit into one Java array; read parts of it"
              .formatted(count(count), what));
    }
  }

  /** Checks that a selection lies within {@code shape}. */
  static void checkInside(String what, long[] shape, long[] start, long[] count) {
    if (start.length != shape.length || count.length != shape.length) {
      throw new IllegalArgumentException(
          "%s has %s dimensions, but start has %s and count %s"
              .formatted(what, shape.length, start.length, count.length));
    }
    for (int axis = 0; axis < shape.length; axis++) {
      if (start[axis] < 0 || count[axis] < 0 || start[axis] > shape[axis] - count[axis]) {
        throw new IllegalArgumentException(
            "start %s and count %s reach outside %s of shape %s"
                .formatted(text(start), text(count), what, text(shape)));
      }
    }
  }

  /** Returns {@code shape} without one of its dimensions. */
  public static long[] without(long[] shape, int axis) {
    long[] rest = new long[shape.length - 1];
    System.arraycopy(shape, 0, rest, 0, axis);
    System.arraycopy(shape, axis + 1, rest, axis, rest.length - axis);
    return rest;
  }
}
