package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;

/** Reads the attributes of an open object. Needs the lock. */
final class NativeAttributes {
  private NativeAttributes() {}

  /** Reads all attributes of supported types, by name. */
  static Map<String, Hdf5Value> of(long object) {
    long count = H5.H5Oget_info(object, HDF5Constants.H5O_INFO_NUM_ATTRS).num_attrs;
    Map<String, Hdf5Value> attributes = new TreeMap<>();
    for (long i = 0; i < count; i++) {
      long attribute =
          H5.H5Aopen_by_idx(
              object,
              ".",
              HDF5Constants.H5_INDEX_NAME,
              HDF5Constants.H5_ITER_NATIVE, // the library must not sort: see NativeGroups
              i,
              PropertyLists.DEFAULT,
              PropertyLists.DEFAULT);
      try {
        value(attribute).ifPresent(value -> attributes.put(H5.H5Aget_name(attribute), value));
      } finally {
        H5.H5Aclose(attribute);
      }
    }
    return attributes;
  }

  private static Optional<Hdf5Value> value(long attribute) {
    long fileType = H5.H5Aget_type(attribute);
    long space = H5.H5Aget_space(attribute);
    try {
      long[] shape = NativeDataset.extent(space)[0];
      return NativeTypes.of(fileType).map(type -> read(attribute, fileType, type, shape));
    } finally {
      H5.H5Sclose(space);
      H5.H5Tclose(fileType);
    }
  }

  private static Hdf5Value read(long attribute, long fileType, ElementType type, long[] shape) {
    Object flat = type.newArray(Shapes.count(shape));
    if (flat instanceof String[] strings) {
      Arrays.fill(strings, "");
    }
    NativeData.readAttribute(attribute, fileType, type, flat);
    return Hdf5Value.unchecked(type, shape, flat);
  }
}
