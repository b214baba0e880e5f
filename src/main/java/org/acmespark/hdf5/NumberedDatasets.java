package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;

/** Reads small datasets by their expected names, without listing their group. Needs the lock. */
final class NumberedDatasets {
  private static final long MOST_BYTES = 1 << 20;

  private NumberedDatasets() {}

  /** See {@link Hdf5Reader#readNumbered}. */
  static Optional<List<Hdf5Value>> read(long file, String group, String prefix, int first) {
    try {
      long id = H5.H5Gopen(file, group.isEmpty() ? "/" : group, PropertyLists.DEFAULT);
      try {
        int count = (int) Math.min(H5.H5Gget_info(id).nlinks, Integer.MAX_VALUE);
        List<Hdf5Value> values = new ArrayList<>();
        for (int k = first; k < first + count; k++) {
          Optional<Hdf5Value> value = small(H5.H5Dopen(id, prefix + k, PropertyLists.DEFAULT));
          if (value.isEmpty()) {
            return Optional.empty();
          }
          values.add(value.get());
        }
        return Optional.of(values);
      } finally {
        H5.H5Gclose(id);
      }
    } catch (HDF5Exception e) {
      NativeLibrary.errorText(); // clears it
      return Optional.empty();
    }
  }

  /** See {@link Hdf5Reader#readSmall}. */
  static Optional<Hdf5Value> readOne(long file, String path) {
    try {
      return small(H5.H5Dopen(file, path, PropertyLists.DEFAULT));
    } catch (HDF5Exception e) {
      NativeLibrary.errorText(); // clears it
      return Optional.empty();
    }
  }

  /**
   * Reads and closes a dataset. A virtual dataset, which would hide that its sources are missing,
   * has no storage. Asking for the layout takes as long as reading a small dataset.
   */
  private static Optional<Hdf5Value> small(long id) {
    try (NativeDataset dataset = new NativeDataset(id)) {
      boolean simple = dataset.type().isPresent() && dataset.isSmall(MOST_BYTES);
      return simple
          ? Optional.of(dataset.read(new long[dataset.shape().length], dataset.shape()))
          : Optional.empty();
    }
  }
}
