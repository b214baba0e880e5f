package org.acmespark.table;

import java.io.Serializable;
import org.acmespark.hdf5.value.ElementType;

/**
 * A column of a table. Any of its cells may be empty.
 *
 * @param name unique in the table
 * @param type of a value, or of the elements of a list; neither complex nor float16, which Spark
 *     does not read from Parquet
 * @param list whether a cell has a list of values
 */
public record TableColumn(String name, ElementType type, boolean list) implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Checks the type.
   *
   * @throws IllegalArgumentException if it is one that no column has
   */
  public TableColumn {
    if (type.entriesPerElement() != 1 || type == ElementType.FLOAT16) {
      throw new IllegalArgumentException(
          "column %s: no column has the type %s".formatted(name, type.numpyName()));
    }
  }
}
