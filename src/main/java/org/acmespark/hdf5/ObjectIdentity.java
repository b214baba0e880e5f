package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.structs.H5O_info_t;
import java.util.HexFormat;

/**
 * Tells whether two paths lead to the same object: groups of an HDF5 file may hold each other, and
 * themselves.
 *
 * @param file the library's number of the open file
 * @param token where the object lies in it
 */
public record ObjectIdentity(long file, String token) {
  /** Of an open object. Needs the lock. */
  static ObjectIdentity of(long object) {
    H5O_info_t info = H5.H5Oget_info(object, HDF5Constants.H5O_INFO_BASIC);
    return new ObjectIdentity(info.fileno, HexFormat.of().formatHex(info.token.data));
  }
}
