package org.acmespark.hdf5.value;

import java.util.Optional;
import org.apache.commons.math3.complex.Complex;

/** The kind of a scalar inside a Java value, and how different kinds combine. */
enum Leaf {
  BYTE(ElementType.INT8),
  SHORT(ElementType.INT16),
  INT(ElementType.INT32),
  LONG(ElementType.INT64),
  FLOAT(ElementType.FLOAT32),
  DOUBLE(ElementType.FLOAT64),
  COMPLEX(ElementType.COMPLEX128),
  BOOLEAN(ElementType.BOOL),
  STRING(ElementType.STRING);

  private final ElementType type;

  Leaf(ElementType type) {
    this.type = type;
  }

  ElementType type() {
    return type;
  }

  boolean isInteger() {
    return ordinal() <= LONG.ordinal();
  }

  private boolean isNumber() {
    return ordinal() <= COMPLEX.ordinal();
  }

  /**
   * Returns the leaf of a primitive, box or {@code Complex} class, or of a class whose values are
   * {@link Text}; empty for any other class.
   */
  static Optional<Leaf> ofClass(Class<?> type) {
    if (type == double.class || type == Double.class) {
      return Optional.of(DOUBLE);
    } else if (type == float.class || type == Float.class) {
      return Optional.of(FLOAT);
    } else if (type == int.class || type == Integer.class) {
      return Optional.of(INT);
    } else if (type == long.class || type == Long.class) {
      return Optional.of(LONG);
    } else if (type == short.class || type == Short.class) {
      return Optional.of(SHORT);
    } else if (type == byte.class || type == Byte.class) {
      return Optional.of(BYTE);
    } else if (type == boolean.class || type == Boolean.class) {
      return Optional.of(BOOLEAN);
    } else if (Text.has(type)) {
      return Optional.of(STRING);
    } else if (Complex.class.isAssignableFrom(type)) {
      return Optional.of(COMPLEX);
    }
    return Optional.empty();
  }

  /**
   * Returns the narrowest leaf that holds both; empty if numbers, booleans and strings are mixed.
   */
  Optional<Leaf> and(Leaf other) {
    if (this == other) {
      return Optional.of(this);
    }
    if (!isNumber() || !other.isNumber()) {
      return Optional.empty();
    }
    Leaf wider = compareTo(other) > 0 ? this : other;
    Leaf narrower = wider == this ? other : this;
    boolean floatIsTooShort = wider == FLOAT && narrower.compareTo(SHORT) > 0;
    return Optional.of(floatIsTooShort ? DOUBLE : wider);
  }
}
