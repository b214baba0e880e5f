package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;

/**
 * Property lists and the scalar dataspace, created once and kept for the lifetime of the JVM,
 * because creating them for each small dataset would take as long as writing the dataset. Needs the
 * lock when first used.
 */
final class PropertyLists {
  private static final int TRACKED_AND_INDEXED =
      HDF5Constants.H5P_CRT_ORDER_TRACKED | HDF5Constants.H5P_CRT_ORDER_INDEXED;

  private static final long METADATA_BYTES = 256 << 10;

  private static final long CACHE_BYTES = 32L << 20;

  /**
   * A prime number, some tens of times the number of chunks that fit, as the library's manual
   * recommends.
   */
  private static final long CACHE_SLOTS = 10_007;

  static final long DEFAULT = HDF5Constants.H5P_DEFAULT;

  /** For writing: ids that were not closed must not keep a file open. */
  static final long FILE_ACCESS = fileAccess(HDF5Constants.H5F_CLOSE_STRONG);

  /**
   * For reading. The library opens the targets of external links and the sources of virtual
   * datasets in this way, and no file may be open in two ways: links to it would appear broken, and
   * virtual datasets would read as fill values.
   */
  static final long READ_ACCESS = readAccess();

  static final long FILE_CREATION = groupCreation(HDF5Constants.H5P_FILE_CREATE);
  static final long GROUP_CREATION = smallGroupCreation();

  /** Storage in the object header: one block of metadata per dataset, no block of data. */
  static final long COMPACT = layout(HDF5Constants.H5D_COMPACT);

  /**
   * One block that is written right after its creation, so that fill values need not be written.
   */
  static final long CONTIGUOUS = layout(HDF5Constants.H5D_CONTIGUOUS);

  /** As {@link #CONTIGUOUS}, but allocated immediately. */
  static final long ALLOCATED = allocated();

  /** For strings: the library requires fill values for elements of variable length. */
  static final long COMPACT_STRINGS = filled(HDF5Constants.H5D_COMPACT);

  static final long CONTIGUOUS_STRINGS = filled(HDF5Constants.H5D_CONTIGUOUS);

  /** Cache for the chunks that several blocks fill in turn. */
  static final long BLOCK_ACCESS = blockAccess();

  static final long SCALAR_SPACE = H5.H5Screate(HDF5Constants.H5S_SCALAR);

  private PropertyLists() {}

  /** Creates a list for a dataset that is written block by block; the caller closes it. */
  static long blocks(BlockLayout layout) {
    long list = filledWith(layout.type());
    if (layout.isChunked()) {
      H5.H5Pset_chunk(list, layout.chunk().length, layout.chunk());
    } else if (layout.type() != ElementType.STRING) {
      H5.H5Pset_alloc_time(list, HDF5Constants.H5D_ALLOC_TIME_EARLY);
    }
    if (layout.filters().level() > 0) {
      if (layout.type().bytes() > 1) {
        H5.H5Pset_shuffle(list);
      }
      H5.H5Pset_deflate(list, layout.filters().level());
    }
    if (layout.filters().fletcher32()) {
      H5.H5Pset_fletcher32(list);
    }
    return list;
  }

  /**
   * Creates a list for a dataset whose unwritten elements read as {@link Fill}; the caller closes
   * it. Its attributes may be larger than 64 kB: storing their order needs the newer kind of object
   * header, which can keep attributes outside itself and remains readable for old releases.
   */
  static long filledWith(ElementType type) {
    long list = H5.H5Pcreate(HDF5Constants.H5P_DATASET_CREATE);
    H5.H5Pset_obj_track_times(list, false);
    H5.H5Pset_attr_creation_order(list, TRACKED_AND_INDEXED);
    if (type != ElementType.STRING) {
      H5.H5Pset_fill_value(list, NativeTypes.inMemory(type), Fill.bytes(type));
    }
    return list;
  }

  /** Creates a list for a dataset that is allocated immediately and written without the library. */
  static long reserved(ElementType type) {
    long list = filledWith(type);
    H5.H5Pset_alloc_time(list, HDF5Constants.H5D_ALLOC_TIME_EARLY);
    H5.H5Pset_fill_time(list, HDF5Constants.H5D_FILL_TIME_NEVER);
    return list;
  }

  private static long blockAccess() {
    long list = H5.H5Pcreate(HDF5Constants.H5P_DATASET_ACCESS);
    H5.H5Pset_chunk_cache(list, CACHE_SLOTS, CACHE_BYTES, 1);
    return list;
  }

  private static long fileAccess(int closeDegree) {
    long list = H5.H5Pcreate(HDF5Constants.H5P_FILE_ACCESS);
    H5.H5Pset_fclose_degree(list, closeDegree);
    return list;
  }

  /**
   * With a small cache of metadata, 2 to 32 MB by default: what is read of a group is read once,
   * and the memory of the groups before it is in the processor's cache.
   */
  private static long readAccess() {
    long list = fileAccess(HDF5Constants.H5F_CLOSE_WEAK);
    var cache = H5.H5Pget_mdc_config(list);
    cache.set_initial_size = true;
    cache.initial_size = METADATA_BYTES;
    cache.min_size = METADATA_BYTES;
    cache.max_size = METADATA_BYTES;
    H5.H5Pset_mdc_config(list, cache);
    return list;
  }

  private static long groupCreation(long listClass) {
    long list = H5.H5Pcreate(listClass);
    H5.H5Pset_link_creation_order(list, TRACKED_AND_INDEXED);
    H5.H5Pset_obj_track_times(list, false);
    return list;
  }

  /**
   * Room for two results: with the library's default of four, half of a file of scalars is empty.
   */
  private static long smallGroupCreation() {
    long list = groupCreation(HDF5Constants.H5P_GROUP_CREATE);
    H5.H5Pset_est_link_info(list, 2, "result_0".length());
    return list;
  }

  private static long layout(int layout) {
    long list = filled(layout);
    H5.H5Pset_fill_time(list, HDF5Constants.H5D_FILL_TIME_NEVER);
    return list;
  }

  private static long filled(int layout) {
    long list = H5.H5Pcreate(HDF5Constants.H5P_DATASET_CREATE);
    H5.H5Pset_layout(list, layout);
    H5.H5Pset_obj_track_times(list, false);
    H5.H5Pset_dset_no_attrs_hint(list, true);
    return list;
  }

  private static long allocated() {
    long list = layout(HDF5Constants.H5D_CONTIGUOUS);
    H5.H5Pset_alloc_time(list, HDF5Constants.H5D_ALLOC_TIME_EARLY);
    return list;
  }
}
