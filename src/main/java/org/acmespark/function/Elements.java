package org.acmespark.function;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.Sequence;

/** Accesses the elements of lists, sequences and arrays uniformly. */
final class Elements {
  private Elements() {}

  static boolean has(Object value) {
    return value instanceof List<?>
        || value instanceof Sequence<?>
        || value != null && value.getClass().isArray();
  }

  static int length(Object value) {
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Sequence<?> sequence) {
      if (sequence.length() > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "a sequence of %s values does not fit into an array or a list"
                .formatted(sequence.length()));
      }
      return (int) sequence.length();
    }
    return Array.getLength(value);
  }

  static Object get(Object value, int i) {
    if (value instanceof List<?> list) {
      return list.get(i);
    }
    return value instanceof Sequence<?> sequence ? sequence.get(i) : Array.get(value, i);
  }

  /** Lengths along each axis of a rectangular array, by its first elements. */
  static int[] shape(Object array) {
    int[] shape = new int[0];
    Object inner = array;
    while (inner != null && inner.getClass().isArray()) {
      shape = Arrays.copyOf(shape, shape.length + 1);
      int length = Array.getLength(inner);
      shape[shape.length - 1] = length;
      inner = length == 0 ? null : Array.get(inner, 0);
    }
    return shape;
  }
}
