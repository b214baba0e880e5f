package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.Storage;
import org.acmespark.hdf5.value.VirtualLayout;

/**
 * A dataset that is open in the native library. Opening, closing and the accessors need the lock.
 * {@link #read} takes the lock for each block, so that a large read does not block all others.
 */
public final class NativeDataset implements AutoCloseable {
  private static final long BLOCK_BYTES = 4L << 20;

  /**
   * Chunks are decompressed as a whole; cutting through a chunk would decompress it several times.
   */
  private static final long CHUNKED_BLOCK_BYTES = 64L << 20;

  private final long id;
  private final long fileType;
  private final Optional<ElementType> type;
  private final long[] shape;
  private final long[] maxShape;

  /** The library's constant, -1 until it is needed. */
  private int layout = -1;

  /** Takes over an open dataset; {@link #close()} closes it. */
  NativeDataset(long id) {
    this.id = id;
    this.fileType = H5.H5Dget_type(id);
    this.type = NativeTypes.of(fileType);
    long space = H5.H5Dget_space(id);
    try {
      long[][] extent = extent(space);
      this.shape = extent[0];
      this.maxShape = extent[1];
    } finally {
      H5.H5Sclose(space);
    }
  }

  private int layout() {
    if (layout < 0) {
      long creation = H5.H5Dget_create_plist(id);
      try {
        layout = H5.H5Pget_layout(creation);
      } finally {
        H5.H5Pclose(creation);
      }
    }
    return layout;
  }

  /**
   * Whether its elements are stored in this file and take at most {@code mostBytes}. A virtual
   * dataset has no storage of its own. Does not need {@link #layout}.
   */
  boolean isSmall(long mostBytes) {
    return Shapes.count(shape) * H5.H5Tget_size(fileType) <= mostBytes
        && H5.H5Dget_storage_size(id) > 0;
  }

  /**
   * Returns lengths and maximum lengths of a dataspace; one dimension of length 0 for a null
   * dataspace.
   */
  static long[][] extent(long space) {
    if (H5.H5Sget_simple_extent_type(space) == HDF5Constants.H5S_NULL) {
      return new long[][] {{0}, {0}};
    }
    int rank = H5.H5Sget_simple_extent_ndims(space);
    long[][] extent = new long[2][rank];
    if (rank > 0) {
      H5.H5Sget_simple_extent_dims(space, extent[0], extent[1]);
    }
    return extent;
  }

  public Optional<ElementType> type() {
    return type;
  }

  /** Element type of its variable-length sequences; empty if it has none. */
  public Optional<ElementType> sequenceType() {
    return NativeTypes.ofSequence(fileType);
  }

  /** Name of the type for messages. Takes the lock. */
  public String typeName() {
    synchronized (H5.class) {
      return NativeTypes.name(fileType);
    }
  }

  public long[] shape() {
    return shape;
  }

  long[] maxShape() {
    return maxShape;
  }

  /** Describes filters that the library lacks, with advice. Takes the lock. */
  public Optional<String> missingFilters() {
    synchronized (H5.class) {
      return MissingFilters.of(id);
    }
  }

  /** Whether chunks have HDF5's checksum, which the library compares and others may not. */
  public boolean hasChecksums() {
    synchronized (H5.class) {
      return storage().filters().contains("fletcher32");
    }
  }

  boolean isVirtual() {
    return layout() == HDF5Constants.H5D_VIRTUAL;
  }

  Storage storage() {
    return NativeStorage.of(id, shape.length);
  }

  long storageBytes() {
    return isVirtual() ? 0 : H5.H5Dget_storage_size(id);
  }

  /** The file of the dataset, which may be the target of an external link. */
  public String file() {
    return H5.H5Fget_name(id);
  }

  public List<String> virtualSources() {
    if (!isVirtual()) {
      return List.of();
    }
    long creation = H5.H5Dget_create_plist(id);
    try {
      Set<String> files = new LinkedHashSet<>();
      long count = H5.H5Pget_virtual_count(creation);
      for (long i = 0; i < count; i++) {
        files.add(VirtualDatasets.readable(H5.H5Pget_virtual_filename(creation, i)));
      }
      return new ArrayList<>(files);
    } finally {
      H5.H5Pclose(creation);
    }
  }

  /** Returns the blocks of a virtual dataset; empty if they are not plain blocks. */
  Optional<List<VirtualLayout.Mapping>> mappings() {
    if (!isVirtual()) {
      return Optional.empty();
    }
    long creation = H5.H5Dget_create_plist(id);
    try {
      return VirtualDatasets.mappings(creation);
    } finally {
      H5.H5Pclose(creation);
    }
  }

  /**
   * Reads the elements of a checked selection.
   *
   * @throws HDF5Exception with the library's own text as its message
   */
  public Hdf5Value read(long[] start, long[] count) {
    ElementType elementType =
        type.orElseThrow(() -> new HDF5Exception("its type, " + typeName() + ", is not supported"));
    Object flat = elementType.newArray(Shapes.count(count));
    if (elementType == ElementType.STRING) {
      Arrays.fill((String[]) flat, "");
    }
    if (Shapes.count(count) > 0) {
      readBlocks(elementType, start.clone(), count.clone(), flat, 0);
    }
    return Hdf5Value.unchecked(elementType, count.clone(), flat);
  }

  /**
   * Reads the one variable-length sequence of a checked selection.
   *
   * @throws HDF5Exception with the library's own text as its message
   */
  public Hdf5Value readSequence(long[] start, long[] count) {
    synchronized (H5.class) {
      ElementType elementType = sequenceType().orElseThrow();
      if (count.length == 0) {
        long all = HDF5Constants.H5S_ALL;
        return NativeData.readSequence(id, elementType, fileType, all, all);
      }
      long fileSpace = H5.H5Dget_space(id);
      long memorySpace = H5.H5Screate_simple(1, new long[] {1}, null);
      try {
        H5.H5Sselect_hyperslab(fileSpace, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
        return NativeData.readSequence(id, elementType, fileType, memorySpace, fileSpace);
      } finally {
        H5.H5Sclose(memorySpace);
        H5.H5Sclose(fileSpace);
      }
    }
  }

  /** Cuts along the first possible dimension until a block is small; returns the end. */
  private int readBlocks(ElementType type, long[] start, long[] count, Object flat, int to) {
    long elements = Shapes.count(count);
    int axis = 0;
    while (axis < count.length && count[axis] == 1) {
      axis++;
    }
    long bytes = elements * type.bytes();
    long limit = bytes <= BLOCK_BYTES ? BLOCK_BYTES : mostBytes();
    if (axis == count.length || bytes <= limit) {
      synchronized (H5.class) {
        readBlock(type, start, count, flat, to);
      }
      return to + (int) elements;
    }
    long rowBytes = elements / count[axis] * type.bytes();
    long rows = Math.max(1, limit / rowBytes);
    long end = start[axis] + count[axis];
    int next = to;
    for (long from = start[axis]; from < end; from += rows) {
      long[] blockStart = start.clone();
      long[] blockCount = count.clone();
      blockStart[axis] = from;
      blockCount[axis] = Math.min(rows, end - from);
      next = readBlocks(type, blockStart, blockCount, flat, next);
    }
    return next;
  }

  private long mostBytes() {
    synchronized (H5.class) {
      return layout() == HDF5Constants.H5D_CHUNKED ? CHUNKED_BLOCK_BYTES : BLOCK_BYTES;
    }
  }

  private void readBlock(ElementType type, long[] start, long[] count, Object flat, int to) {
    int elements = (int) Shapes.count(count);
    long all = HDF5Constants.H5S_ALL;
    if (Arrays.equals(count, shape)) {
      NativeData.readDataset(id, fileType, type, all, all, flat, to, elements);
      return;
    }
    long fileSpace = H5.H5Dget_space(id);
    long memorySpace = H5.H5Screate_simple(1, new long[] {elements}, null);
    try {
      H5.H5Sselect_hyperslab(fileSpace, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
      NativeData.readDataset(id, fileType, type, memorySpace, fileSpace, flat, to, elements);
    } finally {
      H5.H5Sclose(memorySpace);
      H5.H5Sclose(fileSpace);
    }
  }

  @Override
  public void close() {
    H5.H5Tclose(fileType);
    H5.H5Dclose(id);
  }
}
