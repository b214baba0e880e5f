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
 * Reads and writes which computations the rows of a payload file's stacked dataset belong to: the
 * attribute {@code computations}, and {@code lengths} if a dimension is unlimited. A resumed run
 * has no other source for this.
 */
public final class RowIndices {
  /** Two attributes for this many rows fit into a small object header. */
  static final int FEW = 2048;

  private static final String COMPUTATIONS = "computations";
  private static final String LENGTHS = "lengths";

  private RowIndices() {}

  /**
   * Writes the attributes. A dataset that was not created for blocks has room for few rows only.
   */
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
   * Reads the rows of a file of a range.
   *
   * @throws IllegalArgumentException if the file does not have these attributes
   */
  public static List<Block.StackedRow> read(Hdf5Reader file, Stacking stacking) {
    var attributes = file.node(Stacking.DATASET).attributes();
    Hdf5Value computations = attributes.get(COMPUTATIONS);
    boolean unlimited = stacking.shape().unlimitedAxis().isPresent();
    if (computations == null || unlimited && !attributes.containsKey(LENGTHS)) {
      throw new IllegalArgumentException(
          "it has no attributes that tell which computations its rows belong to");
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
