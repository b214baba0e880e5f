package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.Arrays;

/** Makes virtual datasets. Needs the lock. */
final class VirtualDatasets {
  private VirtualDatasets() {}

  static int create(long parent, String name, VirtualLayout layout) {
    long creation = PropertyLists.filledWith(layout.type());
    long space =
        H5.H5Screate_simple(layout.shape().length, layout.shape(), nativeMax(layout.maxShape()));
    try {
      H5.H5Pset_layout(creation, HDF5Constants.H5D_VIRTUAL);
      for (VirtualLayout.Mapping mapping : layout.mappings()) {
        // The library does not take a selection without elements.
        if (Shapes.count(mapping.count()) > 0) {
          map(creation, space, mapping);
        }
      }
      H5.H5Sselect_all(space);
      long dataset =
          H5.H5Dcreate(
              parent,
              name,
              NativeTypes.inFile(layout.type()),
              space,
              PropertyLists.DEFAULT,
              creation,
              PropertyLists.DEFAULT);
      return H5.H5Dclose(dataset);
    } catch (HDF5Exception e) {
      // Read at once: the calls that clean up empty the error stack.
      throw new HDF5Exception(NativeLibrary.errorText(e));
    } finally {
      H5.H5Sclose(space);
      H5.H5Pclose(creation);
    }
  }

  /** Greatest lengths as the library has them. */
  static long[] nativeMax(long[] maxShape) {
    return Arrays.stream(maxShape)
        .map(length -> length == BlockLayout.UNLIMITED ? HDF5Constants.H5S_UNLIMITED : length)
        .toArray();
  }

  private static void map(long creation, long space, VirtualLayout.Mapping mapping) {
    long[] shape = mapping.sourceShape();
    long source =
        shape.length == 0
            ? H5.H5Screate(HDF5Constants.H5S_SCALAR)
            : H5.H5Screate_simple(shape.length, shape, null);
    try {
      if (shape.length > 0) {
        select(source, mapping.sourceStart(), mapping.sourceCount());
      }
      select(space, mapping.start(), mapping.count());
      H5.H5Pset_virtual(
          creation, space, literal(mapping.file()), literal(mapping.dataset()), source);
    } finally {
      H5.H5Sclose(source);
    }
  }

  /** In names of sources, the library takes %b for the number of a block, and %% for a %. */
  private static String literal(String name) {
    return name.replace("%", "%%");
  }

  /** The name of a source file, unless it stands for many. */
  static String readable(String name) {
    String plain = name.replace("%%", "");
    return plain.contains("%") ? name : name.replace("%%", "%");
  }

  private static void select(long space, long[] start, long[] count) {
    H5.H5Sselect_hyperslab(space, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
  }
}
