package org.acmespark.function;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Converts values for a parameter of type Object: a list of only numbers becomes an array. */
final class FreeForm {
  private FreeForm() {}

  /**
   * Converts a rectangular list of numbers or booleans to an array of its rank; returns any other
   * value unchanged.
   */
  static Object of(Object value, String name) {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return value;
    }
    int[] shape = shape(list);
    Optional<Class<?>> type = elementType(list, shape, 0);
    if (type.isEmpty()) {
      return value;
    }
    Class<?> arrayClass = type.get();
    for (int i = 0; i < shape.length; i++) {
      arrayClass = arrayClass.arrayType();
    }
    return Conversion.convert(list, arrayClass, name);
  }

  private static int[] shape(List<?> list) {
    int[] shape = {list.size()};
    Object inner = list.isEmpty() ? null : list.get(0);
    while (inner instanceof List<?> next) {
      shape = Arrays.copyOf(shape, shape.length + 1);
      shape[shape.length - 1] = next.size();
      inner = next.isEmpty() ? null : next.get(0);
    }
    return shape;
  }

  /** Returns int, long, double or boolean, the smallest type that holds all elements. */
  private static Optional<Class<?>> elementType(Object value, int[] shape, int axis) {
    if (axis == shape.length) {
      return leafType(value);
    }
    if (!(value instanceof List<?> list) || list.size() != shape[axis]) {
      return Optional.empty();
    }
    Optional<Class<?>> all = Optional.empty();
    for (int i = 0; i < list.size(); i++) {
      Optional<Class<?>> type = elementType(list.get(i), shape, axis + 1);
      all = i == 0 ? type : wider(all, type);
      if (all.isEmpty()) {
        return all;
      }
    }
    return all;
  }

  private static Optional<Class<?>> leafType(Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return Optional.of(int.class);
    }
    if (value instanceof Long) {
      return Optional.of(long.class);
    }
    if (value instanceof Double || value instanceof Float) {
      return Optional.of(double.class);
    }
    return value instanceof Boolean ? Optional.of(boolean.class) : Optional.empty();
  }

  private static Optional<Class<?>> wider(Optional<Class<?>> a, Optional<Class<?>> b) {
    if (a.equals(b)) {
      return a;
    }
    Set<Class<?>> both = Stream.concat(a.stream(), b.stream()).collect(Collectors.toSet());
    if (both.size() < 2 || both.contains(boolean.class)) {
      return Optional.empty();
    }
    return Optional.of(both.contains(double.class) ? double.class : long.class);
  }
}
