package org.acmespark.binding;

import java.util.List;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;
import org.acmespark.plan.Sequences;

/** A column of a table. */
interface Column extends Sequence<Object>, StoredValue {
  /**
   * Returns the values for a parameter.
   *
   * @param type of the parameter: of an element, or of an array of them
   * @param argument the parameter's name, for messages
   * @throws IllegalArgumentException naming the place of a value that does not fit
   */
  List<Object> as(Class<?> type, String argument);

  /** The values for a parameter that takes any. */
  @Override
  List<Object> toJava();

  @Override
  default Object get(long index) {
    return toJava().get((int) index);
  }

  /** The values keep the type that they have together. */
  @Override
  default Sequence<Object> slice(long from, long to) {
    return Sequences.of(toJava()).slice(from, to);
  }

  /** Returns the type of the single values in arrays of a type. */
  static Class<?> element(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  /** Whether values of a type have fractions, and NaN. */
  static boolean hasFractions(Class<?> element) {
    return element == double.class
        || element == Double.class
        || element == float.class
        || element == Float.class;
  }
}
