package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * Which computations the rows of a payload file's stacked dataset belong to: its attribute {@code
 * computations}, and {@code lengths} where a dimension is unlimited. A run that is resumed knows it
 * from nothing else.
 */
public final class RowIndices {
  /** Two attributes of so many rows fit beside each other into a small object header. */
  static final int FEW = 2048;

  private static final String COMPUTATIONS = "computations";
  private static final String LENGTHS = "lengths";

  private RowIndices() {}

  /** Writes the attributes; a dataset that was not made for blocks has room for few rows alone. */
  static void write(Hdf5Writer file, Stacking stacking, List<Block.StackedRow> rows) {
    file.attribute(Stacking.DATASET, COMPUTATIONS, column(rows, Block.StackedRow::index));
    if (stacking.shape().unlimitedAxis().isPresent()) {
      file.attribute(Stacking.DATASET, LENGTHS, column(rows, Block.StackedRow::length));
    }
  }

  private static Hdf5Value column(
      List<Block.StackedRow> rows, ToLongFunction<Block.StackedRow> value) {
    long[] values = rows.stream().mapToLong(value).toArray();
    return Hdf5Value.flat(ElementType.INT64, new long[] {values.length}, values);
  }

  /**
   * The rows of a file of a range.
   *
   * @throws IllegalArgumentException if the file does not say
   */
  public static List<Block.StackedRow> read(Hdf5Reader file, Stacking stacking) {
    var attributes = file.node(Stacking.DATASET).attributes();
    Hdf5Value computations = attributes.get(COMPUTATIONS);
    boolean unlimited = stacking.shape().unlimitedAxis().isPresent();
    if (computations == null || unlimited && !attributes.containsKey(LENGTHS)) {
      throw new IllegalArgumentException("it does not say which computations its rows belong to");
    }
    long[] indices = (long[]) computations.elements();
    long[] lengths = unlimited ? (long[]) attributes.get(LENGTHS).elements() : new long[0];
    Set<String> groups = new HashSet<>(file.children("/"));
    List<Block.StackedRow> rows = new ArrayList<>(indices.length);
    for (int k = 0; k < indices.length; k++) {
      String group = Container.group(indices[k]);
      int further = groups.contains(group.substring(1)) ? file.children(group).size() : 0;
      rows.add(new Block.StackedRow(indices[k], unlimited ? lengths[k] : 0, further));
    }
    return rows;
  }
}
