package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.structs.H5O_info_t;
import java.util.HexFormat;

/**
 * Identifies objects, to tell whether two paths lead to the same one: groups of an HDF5 file may
 * contain each other and themselves.
 *
 * @param file the library's number of the open file
 * @param token position of the object in the file
 */
public record ObjectIdentity(long file, String token) {
  /** Returns the identity of an open object. Needs the lock. */
  static ObjectIdentity of(long object) {
    H5O_info_t info = H5.H5Oget_info(object, HDF5Constants.H5O_INFO_BASIC);
    return new ObjectIdentity(info.fileno, HexFormat.of().formatHex(info.token.data));
  }
}
