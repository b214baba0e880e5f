package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.Arrays;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;

/** Creates datasets in a file being written. Needs the lock. */
final class DatasetWriter {
  private static final int COMPACT_BYTES = 8 << 10;

  private long[] spaceShape = {};
  private long space = -1;

  /** Creates a dataset and writes its elements through the library. */
  void write(long group, String name, Hdf5Value value) {
    long dataset = create(group, name, value, layout(value));
    try {
      NativeData.writeDataset(dataset, value);
    } finally {
      H5.H5Dclose(dataset);
    }
  }

  /** Creates a dataset with allocated storage; returns its offset in the file. */
  long allocate(long group, String name, Hdf5Value value) {
    long dataset = create(group, name, value, PropertyLists.ALLOCATED);
    try {
      return place(dataset, 1);
    } finally {
      H5.H5Dclose(dataset);
    }
  }

  /**
   * Creates a dataset that is written by offset, and returns the offset; 0 if it has no elements.
   */
  long reserve(long group, String name, ElementType type, long[] shape) {
    long space = H5.H5Screate_simple(shape.length, shape, null);
    long creation = PropertyLists.reserved(type);
    try {
      long dataset =
          H5.H5Dcreate(
              group,
              name,
              NativeTypes.inFile(type),
              space,
              PropertyLists.DEFAULT,
              creation,
              PropertyLists.DEFAULT);
      try {
        return place(dataset, Shapes.count(shape));
      } finally {
        H5.H5Dclose(dataset);
      }
    } catch (HDF5Exception e) {
      // Read immediately, because the calls that clean up empty the error stack.
      throw new HDF5Exception(NativeLibrary.errorText(e));
    } finally {
      H5.H5Pclose(creation);
      H5.H5Sclose(space);
    }
  }

  private static long place(long dataset, long elements) {
    long offset = H5.H5Dget_offset(dataset);
    if (offset < 0 && elements > 0) {
      throw new HDF5Exception("the dataset has no place in the file");
    }
    return Math.max(0, offset);
  }

  /**
   * Returns the dataspace of a value, valid until the next call. It is cached because consecutive
   * values often have the same shape.
   */
  long space(Hdf5Value value) {
    if (value.isScalar()) {
      return PropertyLists.SCALAR_SPACE;
    }
    long[] shape = value.shapeUncopied();
    if (space < 0 || !Arrays.equals(shape, spaceShape)) {
      close();
      space = H5.H5Screate_simple(shape.length, shape, null);
      spaceShape = shape;
    }
    return space;
  }

  void close() {
    if (space >= 0) {
      long last = space;
      space = -1;
      H5.H5Sclose(last);
    }
  }

  private long create(long group, String name, Hdf5Value value, long layout) {
    return H5.H5Dcreate(
        group,
        name,
        NativeTypes.inFile(value.type()),
        space(value),
        PropertyLists.DEFAULT,
        layout,
        PropertyLists.DEFAULT);
  }

  private static long layout(Hdf5Value value) {
    boolean compact = value.bytes() <= COMPACT_BYTES;
    if (value.type() == ElementType.STRING) {
      return compact ? PropertyLists.COMPACT_STRINGS : PropertyLists.CONTIGUOUS_STRINGS;
    }
    return compact ? PropertyLists.COMPACT : PropertyLists.CONTIGUOUS;
  }
}
