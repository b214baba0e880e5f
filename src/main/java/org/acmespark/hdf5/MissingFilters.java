package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds filters of datasets that this library lacks. The library itself reports only that it found
 * no folder of plug-ins. Numbers as in the HDF Group's registry of filters. Needs the lock.
 */
final class MissingFilters {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "deflate"),
          Map.entry(2, "shuffle"),
          Map.entry(3, "fletcher32"),
          Map.entry(4, "szip"),
          Map.entry(5, "nbit"),
          Map.entry(6, "scaleoffset"),
          Map.entry(305, "LZO"),
          Map.entry(307, "bzip2"),
          Map.entry(32_000, "lzf"),
          Map.entry(32_001, "blosc"),
          Map.entry(32_004, "lz4"),
          Map.entry(32_008, "bitshuffle"),
          Map.entry(32_013, "zfp"),
          Map.entry(32_015, "zstd"),
          Map.entry(32_017, "sz"),
          Map.entry(32_023, "granular bitround"),
          Map.entry(32_026, "blosc2"));

  private MissingFilters() {}

  /** Name of a filter, or its number if it is not known here. */
  static String name(int number) {
    return NAMES.getOrDefault(number, "filter " + number);
  }

  /** Advice about missing filters of a dataset; empty if none is missing. */
  static Optional<String> of(long dataset) {
    List<String> missing = new ArrayList<>();
    long creation = H5.H5Dget_create_plist(dataset);
    try {
      int count = H5.H5Pget_nfilters(creation);
      for (int k = 0; k < count; k++) {
        int number = number(creation, k);
        if (H5.H5Zfilter_avail(number) <= 0) {
          missing.add("%s (number %s)".formatted(NAMES.getOrDefault(number, "unknown"), number));
        }
      }
    } catch (HDF5Exception unreadable) {
      NativeLibrary.errorText();
      return Optional.empty();
    } finally {
      H5.H5Pclose(creation);
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(advice(missing));
  }

  private static int number(long creation, int position) {
    String[] name = {""};
    long[] entries = {0};
    return H5.H5Pget_filter(
        creation, position, new int[1], entries, new int[1], name.length, name, new int[1]);
  }

  private static String advice(List<String> missing) {
    return ("it was compressed with the filter %s, which is missing here; where the filter is"
            + " installed, h5repack writes a copy that can be read: h5repack -f GZIP=4 in.h5"
            + " out.h5")
        .formatted(String.join(" and ", missing));
  }
}
