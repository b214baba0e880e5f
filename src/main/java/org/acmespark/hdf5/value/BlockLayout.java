package org.acmespark.hdf5.value;

import java.util.Arrays;
import org.acmespark.model.Compression;

/**
 * The layout of a dataset that is written block by block; refuses layouts that HDF5 does not
 * support.
 *
 * @param maxShape maximum lengths, -1 for unlimited
 * @param chunk lengths of a chunk; none for a contiguous dataset, which cannot grow
 * @param filters what is done to chunks before they are written
 */
public record BlockLayout(
    ElementType type, long[] shape, long[] maxShape, long[] chunk, Compression filters) {
  public static final long UNLIMITED = -1;

  /** Fits into the default cache, 1 MB, of a program that reads it. */
  private static final long CHUNK_BYTES = 1 << 20;

  /** HDF5 File Format Specification 3.0, section IV.A.2.i: sizes of chunks have 32 bits. */
  private static final long MAX_CHUNK_BYTES = (1L << 32) - 1;

  public BlockLayout {
    shape = shape.clone();
    maxShape = maxShape.clone();
    chunk = chunk.clone();
    checkLengths(shape, maxShape);
    if (chunk.length > 0) {
      checkChunk(type, maxShape, chunk);
    } else if (!Arrays.equals(shape, maxShape)) {
      throw new IllegalArgumentException(
          "chunk must have lengths where maxShape %s is more than shape %s: only chunks can grow"
              .formatted(Shapes.text(maxShape), Shapes.text(shape)));
    }
    if (!filters.isNone() && chunk.length == 0) {
      throw new IllegalArgumentException(
          "chunk must have lengths with %s: only chunks are compressed or have checksums"
              .formatted(filters.level() > 0 ? "deflate " + filters.level() : "fletcher32"));
    }
  }

  /** Computes chunks of at most a megabyte, each of elements that are contiguous in memory. */
  public static long[] chunkFor(ElementType type, long[] shape) {
    long most = CHUNK_BYTES / type.bytes();
    long[] chunk = shape.clone();
    for (int axis = 0; axis < chunk.length; axis++) {
      long inner = 1;
      for (int k = axis + 1; k < chunk.length; k++) {
        inner = Math.multiplyExact(inner, chunk[k]);
      }
      if (chunk[axis] <= most / inner) {
        return chunk;
      }
      chunk[axis] = Math.max(1, most / inner);
    }
    return chunk;
  }

  public boolean isChunked() {
    return chunk.length > 0;
  }

  /** Refuses maximum lengths that are invalid or less than the lengths. */
  static void checkLengths(long[] shape, long[] maxShape) {
    if (shape.length == 0 || maxShape.length != shape.length) {
      throw new IllegalArgumentException(
          "shape %s and maxShape %s must have equally many dimensions, at least one"
              .formatted(Shapes.text(shape), Shapes.text(maxShape)));
    }
    Shapes.count(shape);
    for (int axis = 0; axis < shape.length; axis++) {
      if (maxShape[axis] != UNLIMITED && maxShape[axis] < shape[axis]) {
        throw new IllegalArgumentException(
            "maxShape %s must not be less than shape %s; -1 is unlimited"
                .formatted(Shapes.text(maxShape), Shapes.text(shape)));
      }
    }
  }

  private static void checkChunk(ElementType type, long[] maxShape, long[] chunk) {
    boolean fits = chunk.length == maxShape.length;
    for (int axis = 0; fits && axis < chunk.length; axis++) {
      fits = chunk[axis] > 0 && (maxShape[axis] <= 0 || chunk[axis] <= maxShape[axis]);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "chunk %s must have a length of at least 1 for each dimension and be within maxShape %s"
              .formatted(Shapes.text(chunk), Shapes.text(maxShape)));
    }
    if (Shapes.count(chunk) > MAX_CHUNK_BYTES / type.bytes()) {
      throw new IllegalArgumentException(
          "chunk %s of %s must be less than 4 GB".formatted(Shapes.text(chunk), type.numpyName()));
    }
  }
}
