package org.acmespark.function;

import java.lang.reflect.Array;

/**
 * Removes dimensions of length 1 from arrays for parameters with fewer dimensions. MATLAB has no
 * scalars, only arrays of shape 1 x 1, and no vectors, only arrays of shape n x 1.
 */
final class UnitDimensions {
  private UnitDimensions() {}

  /**
   * Removes leading dimensions of length 1 until the value has the parameter's rank. Returns the
   * value itself if it is not an array of arrays, or if that is impossible.
   */
  static Object dropped(Object value, Class<?> target) {
    if (value == null
        || rank(value.getClass()) < 2
        || target == Object.class
        || !target.isArray() && Iterable.class.isAssignableFrom(target)) {
      return value;
    }
    int surplus = rank(value.getClass()) - rank(target);
    Object dropped = surplus > 0 ? drop(value, surplus) : value;
    return rank(dropped.getClass()) == rank(target) ? dropped : value;
  }

  private static Object drop(Object array, int most) {
    if (most == 0 || !array.getClass().isArray()) {
      return array;
    }
    int length = Array.getLength(array);
    if (length == 1) {
      return drop(Array.get(array, 0), most - 1);
    }
    if (rank(array.getClass()) == 1 || length == 0) {
      return array;
    }
    Object first = drop(Array.get(array, 0), most);
    Class<?> type = first.getClass();
    if (type == Array.get(array, 0).getClass()) {
      return array;
    }
    Class<?> component =
        type.isArray() ? type : scalar(array.getClass()); // not the box that Array.get creates
    Object dropped = Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      Object row = drop(Array.get(array, i), most);
      if (row.getClass() != type) {
        return array;
      }
      Array.set(dropped, i, row);
    }
    return dropped;
  }

  private static Class<?> scalar(Class<?> array) {
    Class<?> type = array;
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return type;
  }

  private static int rank(Class<?> type) {
    int rank = 0;
    for (Class<?> c = type; c.isArray(); c = c.getComponentType()) {
      rank++;
    }
    return rank;
  }
}
