package org.acmespark.binding;

import java.util.List;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;
import org.acmespark.plan.Sequences;

/** A column of a table. Executors get its values in the type of a parameter, and never a column. */
abstract class Column implements Sequence<Object>, StoredValue {
  private static final long serialVersionUID = 1;

  private final String file;
  private final String name;
  private transient List<Object> values; // null until it is needed

  /**
   * Takes a column.
   *
   * @param file the table, for messages
   */
  Column(String file, String name) {
    this.file = file;
    this.name = name;
  }

  /** Finds the values for a parameter that takes any. */
  abstract List<Object> plain();

  /**
   * Returns the values for a parameter.
   *
   * @param type of the parameter: of an element, or of an array of them
   * @param argument the parameter's name, for messages
   * @throws IllegalArgumentException naming the place of a value that does not fit
   */
  abstract List<Object> as(Class<?> type, String argument);

  /** The values for a parameter that takes any; found once. */
  @Override
  public final List<Object> toJava() {
    if (values == null) {
      values = plain();
    }
    return values;
  }

  @Override
  public final Object get(long index) {
    return toJava().get((int) index);
  }

  /** The values keep the type that they have together. */
  @Override
  public final Sequence<Object> slice(long from, long to) {
    return Sequences.of(toJava()).slice(from, to);
  }

  /** Makes an error about a value of this column. */
  final IllegalArgumentException error(String argument, String place, String what) {
    return new IllegalArgumentException(
        "%s: %s, %s, column %s: %s".formatted(argument, file, place, name, what));
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
