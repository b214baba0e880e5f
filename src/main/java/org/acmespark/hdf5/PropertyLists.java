package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;

/**
 * Property lists and the scalar dataspace, made once and kept as long as the JVM: making them anew
 * for each small dataset would cost as much as the dataset. Needs the lock when first used.
 */
final class PropertyLists {
  private static final int TRACKED_AND_INDEXED =
      HDF5Constants.H5P_CRT_ORDER_TRACKED | HDF5Constants.H5P_CRT_ORDER_INDEXED;

  static final long DEFAULT = HDF5Constants.H5P_DEFAULT;

  /** Leaked ids must not keep a file open. */
  static final long FILE_ACCESS = fileAccess();

  static final long FILE_CREATION = groupCreation(HDF5Constants.H5P_FILE_CREATE);
  static final long GROUP_CREATION = smallGroupCreation();

  /** Inside the object header: one block of metadata per dataset, no block of data. */
  static final long COMPACT = layout(HDF5Constants.H5D_COMPACT);

  /** One block, written right after it is made, so fill values would be written in vain. */
  static final long CONTIGUOUS = layout(HDF5Constants.H5D_CONTIGUOUS);

  /** As {@link #CONTIGUOUS}, its place in the file known at once. */
  static final long ALLOCATED = allocated();

  /** For strings: the library wants to fill places of variable length. */
  static final long COMPACT_STRINGS = filled(HDF5Constants.H5D_COMPACT);

  static final long CONTIGUOUS_STRINGS = filled(HDF5Constants.H5D_CONTIGUOUS);

  static final long SCALAR_SPACE = H5.H5Screate(HDF5Constants.H5S_SCALAR);

  private PropertyLists() {}

  private static long fileAccess() {
    long list = H5.H5Pcreate(HDF5Constants.H5P_FILE_ACCESS);
    H5.H5Pset_fclose_degree(list, HDF5Constants.H5F_CLOSE_STRONG);
    return list;
  }

  private static long groupCreation(long listClass) {
    long list = H5.H5Pcreate(listClass);
    H5.H5Pset_link_creation_order(list, TRACKED_AND_INDEXED);
    H5.H5Pset_obj_track_times(list, false);
    return list;
  }

  /** Room for two results: with the library's four, half of a file of scalars is empty. */
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
