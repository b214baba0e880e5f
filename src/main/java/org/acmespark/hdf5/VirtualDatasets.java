package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;

/** Makes virtual datasets. Needs the lock. */
final class VirtualDatasets {
  private VirtualDatasets() {}

  static int create(long parent, String name, VirtualLayout layout) {
    long creation = H5.H5Pcreate(HDF5Constants.H5P_DATASET_CREATE);
    long space = H5.H5Screate_simple(layout.shape().length, layout.shape(), max(layout));
    try {
      H5.H5Pset_fill_value(
          creation, NativeTypes.inMemory(layout.type()), Fill.bytes(layout.type()));
      for (VirtualLayout.Mapping mapping : layout.mappings()) {
        map(creation, space, mapping);
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
    } finally {
      H5.H5Sclose(space);
      H5.H5Pclose(creation);
    }
  }

  private static long[] max(VirtualLayout layout) {
    long[] max = layout.maxShape().clone();
    for (int axis = 0; axis < max.length; axis++) {
      if (max[axis] < 0) {
        max[axis] = HDF5Constants.H5S_UNLIMITED;
      }
    }
    return max;
  }

  private static void map(long creation, long space, VirtualLayout.Mapping mapping) {
    long source = H5.H5Screate_simple(mapping.sourceShape().length, mapping.sourceShape(), null);
    try {
      if (mapping.sourceShape().length > 0) {
        select(source, mapping.sourceStart(), mapping.sourceCount());
      }
      select(space, mapping.start(), mapping.count());
      H5.H5Pset_virtual(creation, space, mapping.file(), mapping.dataset(), source);
    } finally {
      H5.H5Sclose(source);
    }
  }

  private static void select(long space, long[] start, long[] count) {
    H5.H5Sselect_hyperslab(space, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
  }
}
