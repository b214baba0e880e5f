package org.acmespark.hdf5;

import java.util.List;

/**
 * A virtual dataset: elements that lie in other files, shown as one dataset. What no mapping covers
 * reads as the fill value: NaN, 0, false.
 *
 * @param shape lengths of the dimensions
 * @param maxShape greatest lengths, -1 for an unlimited dimension
 */
public record VirtualLayout(
    ElementType type, long[] shape, long[] maxShape, List<Mapping> mappings) {

  /**
   * Where a block of elements comes from. Source and target blocks hold equally many elements;
   * their ranks may differ.
   *
   * @param file the source file, relative to the folder of the virtual dataset's
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
      long[] count) {}
}
