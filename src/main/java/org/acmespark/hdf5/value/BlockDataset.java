package org.acmespark.hdf5.value;

import java.util.OptionalLong;

/** The properties of a dataset that is being written block by block, without the library. */
public final class BlockDataset {
  private final BlockLayout layout;
  private final OptionalLong offset;
  private long[] shape;

  /**
   * @param offset offset of the elements in the file; empty if they are not stored contiguously and
   *     unchanged
   */
  public BlockDataset(BlockLayout layout, OptionalLong offset) {
    this.layout = layout;
    this.offset = offset;
    this.shape = layout.shape();
  }

  public BlockLayout layout() {
    return layout;
  }

  /** Present lengths of the dimensions. */
  public long[] shape() {
    return shape;
  }

  public void extended(long[] lengths) {
    shape = lengths;
  }

  /** Refuses a block of another type or rank, or one that exceeds the maximum lengths. */
  public void check(String path, long[] start, Hdf5Value block) {
    if (block.type() != layout.type()) {
      throw new IllegalArgumentException(
          "block holds %s, but dataset %s holds %s"
              .formatted(block.type().numpyName(), path, layout.type().numpyName()));
    }
    long[] count = block.shapeUncopied();
    long[] max = layout.maxShape();
    if (start.length != max.length || count.length != max.length) {
      throw new IllegalArgumentException(
          "dataset %s has %s dimensions, but start has %s and block %s"
              .formatted(path, max.length, start.length, count.length));
    }
    for (int axis = 0; axis < max.length; axis++) {
      boolean bounded = max[axis] != BlockLayout.UNLIMITED;
      if (start[axis] < 0 || (bounded && start[axis] > max[axis] - count[axis])) {
        throw new IllegalArgumentException(
            "start %s and block %s reach outside maxShape %s of dataset %s"
                .formatted(Shapes.text(start), Shapes.text(count), Shapes.text(max), path));
      }
    }
  }

  /** Returns the lengths that the dataset needs to hold a block. */
  public long[] lengthsWith(long[] start, long[] count) {
    long[] lengths = shape.clone();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = Math.max(lengths[axis], Math.addExact(start[axis], count[axis]));
    }
    return lengths;
  }

  /** Returns the offset of a block in the file if the block is contiguous there. */
  public OptionalLong place(long[] start, long[] count) {
    if (offset.isEmpty() || !isOnePiece(count)) {
      return OptionalLong.empty();
    }
    long element = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      element = element * shape[axis] + start[axis];
    }
    return OptionalLong.of(offset.getAsLong() + element * layout.type().bytes());
  }

  private boolean isOnePiece(long[] count) {
    int axis = 0;
    while (axis < count.length && count[axis] == 1) {
      axis++;
    }
    for (int inner = axis + 1; inner < count.length; inner++) {
      if (count[inner] != shape[inner]) {
        return false;
      }
    }
    return true;
  }
}
