package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.acmespark.hdf5.value.BlockDataset;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;

/**
 * The datasets of a file that are written block by block. The one used last stays open, because its
 * blocks arrive one after another. Needs the lock, except for {@link #named}.
 */
final class BlockDatasets {
  /** Elements are passed to the library in pieces, so that a large block is not in memory twice. */
  private static final long PIECE_BYTES = 4L << 20;

  private static final long AROUND_LOCK_BYTES = 1 << 20;

  private final long file;
  private final Map<String, BlockDataset> made = new HashMap<>();
  private String openPath = "";
  private long openId = -1;

  BlockDatasets(long file) {
    this.file = file;
  }

  /**
   * @throws IllegalArgumentException if this writer has not created such a dataset
   */
  BlockDataset named(String path) {
    BlockDataset dataset = made.get(path);
    if (dataset == null) {
      throw new IllegalArgumentException(
          "path \"%s\" must be that of a dataset made for blocks; there are %s"
              .formatted(path, made.keySet()));
    }
    return dataset;
  }

  /** Creates a dataset without elements; it reads as fill values. */
  void create(long parent, String path, BlockLayout layout) {
    long space =
        H5.H5Screate_simple(
            layout.shape().length, layout.shape(), VirtualDatasets.nativeMax(layout.maxShape()));
    long creation = PropertyLists.blocks(layout);
    close();
    try {
      openId =
          H5.H5Dcreate(
              parent,
              Paths.name(path),
              NativeTypes.inFile(layout.type()),
              space,
              PropertyLists.DEFAULT,
              creation,
              PropertyLists.BLOCK_ACCESS);
      openPath = path;
      made.put(path, new BlockDataset(layout, offset(layout)));
    } catch (HDF5Exception e) {
      // Read immediately, because the calls that clean up empty the error stack.
      throw new HDF5Exception(NativeLibrary.errorText(e));
    } finally {
      H5.H5Pclose(creation);
      H5.H5Sclose(space);
    }
  }

  /** Removes a dataset that gets no more blocks, and returns its path. */
  String complete(String path) {
    made.remove(path);
    if (openPath.equals(path)) {
      close();
    }
    return path;
  }

  private OptionalLong offset(BlockLayout layout) {
    boolean inPlace = !layout.isChunked() && layout.type() != ElementType.STRING;
    long offset = inPlace ? H5.H5Dget_offset(openId) : -1;
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /**
   * Writes a checked block, or returns its offset in the file, so that the caller can write it
   * after releasing the lock.
   */
  OptionalLong write(String path, long[] start, Hdf5Value block) {
    BlockDataset dataset = named(path);
    long[] count = block.shapeUncopied();
    extend(path, dataset, start, count);
    if (block.bytes() >= AROUND_LOCK_BYTES) {
      OptionalLong place = dataset.place(start, count);
      if (place.isPresent()) {
        // While the dataset is open, the library may buffer elements and write them later.
        close();
        return place;
      }
    }
    if (Shapes.count(count) > 0) {
      write(open(path), dataset.layout(), start.clone(), count.clone(), block, 0);
    }
    return OptionalLong.empty();
  }

  /** Writes the compressed chunks of a block that begins at {@code start}. */
  void write(String path, long[] start, long[] count, List<RawChunks.Chunk> chunks) {
    extend(path, named(path), start, count);
    RawChunks.write(open(path), chunks);
  }

  private void extend(String path, BlockDataset dataset, long[] start, long[] count) {
    long[] lengths = dataset.lengthsWith(start, count);
    if (!Arrays.equals(lengths, dataset.shape())) {
      H5.H5Dset_extent(open(path), lengths);
      dataset.extended(lengths);
    }
  }

  /** Cuts along the first possible dimension until a piece is small; returns the end. */
  private int write(
      long id, BlockLayout layout, long[] start, long[] count, Hdf5Value block, int from) {
    long elements = Shapes.count(count);
    int axis = 0;
    while (axis < count.length && count[axis] == 1) {
      axis++;
    }
    if (axis == count.length || elements * layout.type().bytes() <= PIECE_BYTES) {
      writePiece(id, start, count, block, from, (int) elements);
      return from + (int) elements;
    }
    long rowBytes = elements / count[axis] * layout.type().bytes();
    // Whole chunks: a compressed chunk would be read and compressed again for each part.
    long together = layout.isChunked() ? layout.chunk()[axis] : 1;
    long rows = Math.max(1, PIECE_BYTES / rowBytes / together) * together;
    long end = start[axis] + count[axis];
    int next = from;
    for (long row = start[axis]; row < end; row = Math.min(end, (row / rows + 1) * rows)) {
      long[] pieceStart = start.clone();
      long[] pieceCount = count.clone();
      pieceStart[axis] = row;
      pieceCount[axis] = Math.min(end, (row / rows + 1) * rows) - row;
      if (pieceCount[axis] == count[axis]) {
        writePiece(id, start, count, block, from, (int) elements);
        return from + (int) elements;
      }
      next = write(id, layout, pieceStart, pieceCount, block, next);
    }
    return next;
  }

  private static void writePiece(
      long id, long[] start, long[] count, Hdf5Value block, int from, int elements) {
    long fileSpace = H5.H5Dget_space(id);
    long memorySpace = H5.H5Screate_simple(1, new long[] {elements}, null);
    try {
      H5.H5Sselect_hyperslab(fileSpace, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
      NativeData.writeDataset(id, memorySpace, fileSpace, block, from, elements);
    } finally {
      H5.H5Sclose(memorySpace);
      H5.H5Sclose(fileSpace);
    }
  }

  private long open(String path) {
    if (openId < 0 || !openPath.equals(path)) {
      close();
      openId = H5.H5Dopen(file, path, PropertyLists.BLOCK_ACCESS);
      openPath = path;
    }
    return openId;
  }

  void close() {
    if (openId >= 0) {
      long last = openId;
      openId = -1;
      H5.H5Dclose(last);
    }
  }
}
