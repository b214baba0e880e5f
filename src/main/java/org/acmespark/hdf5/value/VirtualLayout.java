package org.acmespark.hdf5.value;

import java.util.List;

/**
 * A virtual dataset: elements in other files, shown as one dataset. Elements that no mapping covers
 * read as the fill value: NaN, 0, false, an empty string.
 *
 * <pre>{@code
 * // Rows 0 to 7 of 100 columns, of which f_0-7.h5 holds all.
 * long[] block = {8, 100};
 * long[] origin = {0, 0};
 * var rows =
 *     new VirtualLayout.Mapping("f_payload/f_0-7.h5", "rows", block, origin, block, origin, block);
 * var layout =
 *     new VirtualLayout(
 *         ElementType.FLOAT64, new long[] {16, 100}, new long[] {16, 100}, List.of(rows));
 * }</pre>
 *
 * @param type of the elements
 * @param shape lengths of the dimensions, at least one
 * @param maxShape maximum lengths, -1 for an unlimited dimension; mappings do not grow
 */
public record VirtualLayout(
    ElementType type, long[] shape, long[] maxShape, List<Mapping> mappings) {

  /**
   * @throws IllegalArgumentException if lengths do not match, or a mapping reaches outside
   */
  public VirtualLayout {
    shape = shape.clone();
    maxShape = maxShape.clone();
    mappings = List.copyOf(mappings);
    BlockLayout.checkLengths(shape, maxShape);
    for (Mapping mapping : mappings) {
      Shapes.checkInside("the virtual dataset", shape, mapping.start(), mapping.count());
    }
  }

  /**
   * The source of a block of elements. Source and target blocks have the same number of elements in
   * the same order, with the last dimension running fastest. Their ranks may differ.
   *
   * @param file the source file, relative to the folder of the file with the virtual dataset
   * @param dataset its path in that file
   * @param sourceShape shape of the source dataset
   * @param sourceStart first element of the block in the source
   * @param sourceCount lengths of the block in the source
   * @param start first element of the block in the virtual dataset
   * @param count lengths of the block in the virtual dataset
   */
  public record Mapping(
      String file,
      String dataset,
      long[] sourceShape,
      long[] sourceStart,
      long[] sourceCount,
      long[] start,
      long[] count) {

    /**
     * @throws IllegalArgumentException if the block reaches outside the source, or has another
     *     number of elements than the one in the virtual dataset
     */
    public Mapping {
      Shapes.checkInside("source " + file, sourceShape, sourceStart, sourceCount);
      if (Shapes.count(sourceCount) != Shapes.count(count)) {
        throw new IllegalArgumentException(
            "sourceCount %s of source %s and count %s must have equally many elements"
                .formatted(Shapes.text(sourceCount), file, Shapes.text(count)));
      }
    }
  }
}
