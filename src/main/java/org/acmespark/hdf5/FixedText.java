package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.nio.charset.StandardCharsets;

/**
 * Writes attributes as strings of fixed length: a string of variable length would add a heap of 4
 * kB to a file.
 */
final class FixedText {
  private FixedText() {}

  /** Sets an attribute of an object of an open file, and returns the text. */
  static String write(long file, String object, String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long type = H5.H5Tcopy(HDF5Constants.H5T_C_S1);
    try {
      H5.H5Tset_size(type, Math.max(1, bytes.length));
      H5.H5Tset_cset(type, HDF5Constants.H5T_CSET_UTF8);
      H5.H5Tset_strpad(type, HDF5Constants.H5T_STR_NULLPAD);
      Attribute.write(
          file, object, name, type, new long[0], bytes.length == 0 ? new byte[1] : bytes);
      return text;
    } finally {
      H5.H5Tclose(type);
    }
  }
}
