package org.acmespark.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A column whose values have the type that they have in the file. */
final class TypedColumn implements Column {
  private static final long serialVersionUID = 1;

  private final String file;
  private final String name;
  private final transient List<Optional<Object>> cells;

  /**
   * Takes a column.
   *
   * @param file the table, for messages
   * @param cells one for each row
   */
  TypedColumn(String file, String name, List<Optional<Object>> cells) {
    this.file = file;
    this.name = name;
    this.cells = cells;
  }

  @Override
  public long length() {
    return cells.size();
  }

  @Override
  public List<Object> toJava() {
    boolean numbers =
        cells.stream().flatMap(Optional::stream).allMatch(value -> value instanceof Number);
    return values(numbers, "argument");
  }

  @Override
  public List<Object> as(Class<?> type, String argument) {
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
        throw new IllegalArgumentException(
            "%s: %s, row %s, column %s: it has no value".formatted(argument, file, row + 1, name));
      }
      values.add(cell.orElse(Double.NaN));
    }
    return values;
  }
}
