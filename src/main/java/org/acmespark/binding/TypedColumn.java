package org.acmespark.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A column whose values have the type that they have in the file. */
final class TypedColumn extends Column {
  private static final long serialVersionUID = 1;

  private final transient List<Optional<Object>> cells;

  /**
   * Takes a column.
   *
   * @param file the table, for messages
   * @param cells one for each row
   */
  TypedColumn(String file, String name, List<Optional<Object>> cells) {
    super(file, name);
    this.cells = cells;
  }

  @Override
  public long length() {
    return cells.size();
  }

  @Override
  List<Object> plain() {
    boolean numbers =
        cells.stream().flatMap(Optional::stream).allMatch(value -> value instanceof Number);
    return values(numbers, "argument");
  }

  @Override
  List<Object> as(Class<?> type, String argument) {
    Class<?> element = Column.element(type);
    if (element == Object.class) {
      return toJava();
    }
    return values(Column.hasFractions(element), "argument " + argument);
  }

  /** An empty cell is NaN where that is a value, as an empty field of a table in text is. */
  private List<Object> values(boolean emptyIsNaN, String argument) {
    List<Object> values = new ArrayList<>(cells.size());
    for (int row = 0; row < cells.size(); row++) {
      Optional<Object> cell = cells.get(row);
      if (cell.isEmpty() && !emptyIsNaN) {
        throw error(argument, "row " + (row + 1), "it has no value");
      }
      values.add(cell.orElse(Double.NaN));
    }
    return values;
  }
}
