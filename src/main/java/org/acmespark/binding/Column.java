package org.acmespark.binding;

import java.util.List;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;

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
}
