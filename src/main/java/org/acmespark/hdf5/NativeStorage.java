package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.value.Storage;

/** Reads chunks and filters of an open dataset. Needs the lock. */
final class NativeStorage {
  private static final int MOST_VALUES = 20;

  private NativeStorage() {}

  static Storage of(long dataset, int rank) {
    long creation = H5.H5Dget_create_plist(dataset);
    try {
      if (rank == 0 || H5.H5Pget_layout(creation) != HDF5Constants.H5D_CHUNKED) {
        return Storage.PLAIN;
      }
      long[] chunks = new long[rank];
      H5.H5Pget_chunk(creation, rank, chunks);
      List<String> filters = new ArrayList<>();
      for (int i = 0; i < H5.H5Pget_nfilters(creation); i++) {
        filters.add(filter(creation, i));
      }
      return new Storage(chunks, filters);
    } finally {
      H5.H5Pclose(creation);
    }
  }

  private static String filter(long creation, int position) {
    long[] count = {MOST_VALUES};
    int[] values = new int[MOST_VALUES];
    String[] name = {""};
    int number =
        H5.H5Pget_filter(
            creation, position, new int[1], count, values, name.length, name, new int[1]);
    String known = MissingFilters.name(number);
    return number == HDF5Constants.H5Z_FILTER_DEFLATE ? known + " " + values[0] : known;
  }
}
