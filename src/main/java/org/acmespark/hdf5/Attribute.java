package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;

/** Creates attributes of objects in an open file. Needs the lock. */
final class Attribute {
  private Attribute() {}

  /** Writes an attribute that does not exist; an empty shape is a scalar. */
  static void write(long file, String object, String name, long type, long[] shape, byte[] bytes) {
    long attribute = create(file, object, name, type, shape);
    try {
      H5.H5Awrite(attribute, type, bytes);
    } finally {
      H5.H5Aclose(attribute);
    }
  }

  /** Creates an attribute, and returns it open. */
  static long create(long file, String object, String name, long type, long[] shape) {
    long space =
        shape.length == 0
            ? H5.H5Screate(HDF5Constants.H5S_SCALAR)
            : H5.H5Screate_simple(shape.length, shape, null);
    try {
      return create(file, object, name, type, space);
    } finally {
      H5.H5Sclose(space);
    }
  }

  /** Creates an attribute with a dataspace that stays open, and returns it open. */
  static long create(long file, String object, String name, long type, long space) {
    return H5.H5Acreate_by_name(
        file,
        object,
        name,
        type,
        space,
        PropertyLists.DEFAULT,
        PropertyLists.DEFAULT,
        PropertyLists.DEFAULT);
  }
}
