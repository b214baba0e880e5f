package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.complex.Complex;

/**
 * Converts a Java value to its flat form in two passes. The first finds shape and common type, and
 * refuses ragged values and values that cannot be stored. The second copies the elements, whole
 * rows at a time where possible.
 */
final class Flattening {
  private static final int MAX_RANK = 32;

  private final int[] shape;
  private final int[] position;
  private Leaf common;
  private Object target;
  private int filled;

  private Flattening(int[] shape) {
    this.shape = shape;
    this.position = new int[shape.length];
  }

  static Hdf5Value flatten(Object value) {
    try {
      return flattenUnguarded(value);
    } catch (NotStorableException e) {
      throw e;
    } catch (RuntimeException e) { // the list's class may belong to the user
      throw new NotStorableException(
          "%s cannot be read: %s".formatted(value.getClass().getTypeName(), e));
    }
  }

  private static Hdf5Value flattenUnguarded(Object value) {
    if (value instanceof ucar.ma2.Array array) {
      return ArrayForm.flatten(array);
    }
    Optional<Hdf5Value> simple = simple(value);
    if (simple.isPresent()) {
      return simple.get();
    }
    Flattening walk = new Flattening(shapeOf(value));
    walk.check(value, 0);
    Leaf leaf = walk.common == null ? emptyLeaf(value) : walk.common;
    long[] shape = Arrays.stream(walk.shape).asLongStream().toArray();
    walk.common = leaf;
    walk.target = newTarget(leaf, shape);
    walk.fill(value, 0);
    if (walk.target instanceof String[] strings) {
      checkStrings(strings);
    }
    return Hdf5Value.unchecked(leaf.type(), shape, walk.target);
  }

  /**
   * Refuses strings that HDF5's zero-terminated UTF-8 cannot hold, because they would be read as
   * other strings.
   */
  static void checkStrings(String[] strings) {
    for (int i = 0; i < strings.length; i++) {
      String string = strings[i];
      if (string == null) {
        throw new NotStorableException("null at element " + i);
      }
      for (int at = 0; at < string.length(); at++) {
        char c = string.charAt(at);
        if (c == 0) {
          throw new NotStorableException(
              "a string with the character NUL, at which HDF5 ends strings, at element " + i);
        }
        if (Character.isHighSurrogate(c)
            && at + 1 < string.length()
            && Character.isLowSurrogate(string.charAt(at + 1))) {
          at++;
        } else if (Character.isSurrogate(c)) {
          throw new NotStorableException("a string that is not valid Unicode at element " + i);
        }
      }
    }
  }

  /** Converts scalars and flat primitive arrays, which need no passes. */
  private static Optional<Hdf5Value> simple(Object value) {
    if (value == null) {
      throw new NotStorableException("null has no counterpart in HDF5");
    }
    Class<?> component = value.getClass().getComponentType();
    if (component != null && component.isPrimitive() && component != char.class) {
      Leaf leaf = Leaf.ofClass(component).orElseThrow(() -> notStorable(value, ""));
      return Optional.of(
          Hdf5Value.unchecked(leaf.type(), new long[] {Array.getLength(value)}, value));
    }
    return Leaf.ofClass(value.getClass())
        .map(
            leaf -> {
              Flattening scalar = new Flattening(new int[0]);
              scalar.common = leaf;
              scalar.target = newTarget(leaf, new long[0]);
              scalar.put(value);
              if (scalar.target instanceof String[] strings) {
                checkStrings(strings);
              }
              return Hdf5Value.unchecked(leaf.type(), new long[0], scalar.target);
            });
  }

  private static int[] shapeOf(Object value) {
    int[] lengths = new int[MAX_RANK];
    int rank = 0;
    Object first = value;
    while (isContainer(first)) {
      if (rank == MAX_RANK) {
        throw new NotStorableException(
            "more than " + MAX_RANK + " dimensions, or a list that contains itself");
      }
      int length = length(first);
      lengths[rank++] = length;
      if (length == 0) {
        rank = Math.min(MAX_RANK, rank + declaredDimensionsBelow(first.getClass()));
        break;
      }
      first = first instanceof List<?> list ? list.get(0) : Array.get(first, 0);
    }
    return Arrays.copyOf(lengths, rank);
  }

  /** {@code new double[0][]} has no rows, but is known to be two-dimensional. */
  private static int declaredDimensionsBelow(Class<?> type) {
    int dimensions = -1;
    for (Class<?> c = type; c.isArray() && c != char[].class; c = c.getComponentType()) {
      dimensions++;
    }
    return Math.max(dimensions, 0);
  }

  private void check(Object value, int depth) {
    if (value == null) {
      throw new NotStorableException("null at " + where(depth));
    }
    if (depth == shape.length) {
      if (isContainer(value)) {
        throw new NotStorableException(
            "ragged: %s is an array or list where others are single values"
                .formatted(where(depth)));
      }
      join(value.getClass(), value, depth);
      return;
    }
    if (!isContainer(value)) {
      if (Leaf.ofClass(value.getClass()).isEmpty()) {
        throw notStorable(value, where(depth));
      }
      throw new NotStorableException(
          "ragged: %s is a single value where others are arrays or lists".formatted(where(depth)));
    }
    int length = length(value);
    if (length != shape[depth]) {
      throw new NotStorableException(
          "ragged: %s has %s elements where %s has %s"
              .formatted(where(depth), length, "[0]".repeat(depth), shape[depth]));
    }
    Class<?> component = value.getClass().getComponentType();
    if (component != null && component.isPrimitive()) {
      if (depth < shape.length - 1 && length > 0) {
        throw new NotStorableException(
            "ragged: %s holds single values where others are arrays or lists"
                .formatted(where(depth)));
      }
      join(component, value, depth);
      return;
    }
    int index = 0;
    for (Object element : elements(value)) {
      position[depth] = index++;
      check(element, depth + 1);
    }
  }

  private void join(Class<?> type, Object value, int depth) {
    Leaf leaf = Leaf.ofClass(type).orElseThrow(() -> notStorable(value, where(depth)));
    if (common == leaf) {
      return;
    }
    Leaf before = common == null ? leaf : common;
    common =
        before
            .and(leaf)
            .orElseThrow(
                () ->
                    new NotStorableException(
                        "%s at %s where others are %s"
                            .formatted(
                                leaf.type().numpyName(), where(depth), before.type().numpyName())));
  }

  private void fill(Object value, int depth) {
    if (depth == shape.length) {
      put(value);
    } else if (target.getClass() == value.getClass()
        && value.getClass().getComponentType().isPrimitive()
        && common != Leaf.COMPLEX) {
      System.arraycopy(value, 0, target, filled, shape[depth]);
      filled += shape[depth];
    } else if (value.getClass().isArray() && value.getClass().getComponentType().isPrimitive()) {
      for (int i = 0; i < shape[depth]; i++) {
        put(Array.get(value, i));
      }
    } else {
      for (Object element : elements(value)) {
        fill(element, depth + 1);
      }
    }
  }

  private void put(Object scalar) {
    switch (common) {
      case BYTE -> ((byte[]) target)[filled++] = (Byte) scalar;
      case SHORT -> ((short[]) target)[filled++] = ((Number) scalar).shortValue();
      case INT -> ((int[]) target)[filled++] = ((Number) scalar).intValue();
      case LONG -> ((long[]) target)[filled++] = ((Number) scalar).longValue();
      case FLOAT -> ((float[]) target)[filled++] = ((Number) scalar).floatValue();
      case DOUBLE -> ((double[]) target)[filled++] = exactDouble((Number) scalar);
      case BOOLEAN -> ((boolean[]) target)[filled++] = (Boolean) scalar;
      case STRING -> ((String[]) target)[filled++] = Text.of(scalar);
      case COMPLEX -> {
        boolean isComplex = scalar instanceof Complex;
        double[] parts = (double[]) target;
        parts[filled++] = isComplex ? ((Complex) scalar).getReal() : exactDouble((Number) scalar);
        parts[filled++] = isComplex ? ((Complex) scalar).getImaginary() : 0;
      }
    }
  }

  private static double exactDouble(Number number) {
    double value = number.doubleValue();
    if (number instanceof Long exact && ((long) value != exact || value == 0x1p63)) {
      throw new NotStorableException(
          "the long " + exact + " among floating-point numbers would lose digits as float64");
    }
    return value;
  }

  private static Object newTarget(Leaf leaf, long[] shape) {
    try {
      return leaf.type().newArray(Shapes.count(shape));
    } catch (ArithmeticException tooMany) {
      throw new NotStorableException(
          "shape " + Shapes.text(shape) + " has more elements than a Java array");
    }
  }

  /**
   * Returns the element type of a value without elements: the declared one, or numpy's default,
   * float64.
   */
  private static Leaf emptyLeaf(Object value) {
    Class<?> type = value.getClass();
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return Leaf.ofClass(type).orElse(Leaf.DOUBLE);
  }

  private static boolean isContainer(Object value) {
    return value instanceof List<?>
        || value != null && value.getClass().isArray() && !(value instanceof char[]);
  }

  private static int length(Object container) {
    return container instanceof List<?> list ? list.size() : Array.getLength(container);
  }

  private static Iterable<?> elements(Object container) {
    return container instanceof List<?> list ? list : Arrays.asList((Object[]) container);
  }

  private static NotStorableException notStorable(Object value, String where) {
    return new NotStorableException(
        "a %s has no counterpart in HDF5%s"
            .formatted(
                value.getClass().getTypeName(),
                where.isEmpty() || where.equals("the value") ? "" : " (at " + where + ")"));
  }

  private String where(int depth) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append('[').append(position[i]).append(']');
    }
    return depth == 0 ? "the value" : path.toString();
  }
}
