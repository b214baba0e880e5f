package org.acmespark.store.payload;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.acmespark.checksum.FileSum;

/** Complete results of some computations, offered to the driver for commit. */
public sealed interface Block extends Serializable {
  /** No results. */
  record Nothing() implements Block {}

  /**
   * Values by computation: {@code values} is a {@code double[]}, or an {@code Object[]} of
   * immutable values and of {@link Serialized}.
   */
  record Values(long[] indices, Object values) implements Block {}

  /** One serialized value. */
  record Serialized(byte[][] pieces) implements Serializable {}

  /** Synced files in the working directory of the run. */
  record Files(List<StagedFile> files) implements Block {}

  /**
   * Rows of a stacked array: {@code rows[k]}, a flat array, belongs to {@code indices[k]}; {@code
   * further} holds the other return values.
   */
  record Rows(long[] indices, Object[] rows, Values further) implements Block {}

  /**
   * Part of the bytes of a block that will be committed later.
   *
   * @param stream identifier of the block's stream
   * @param sequence number of the fragment in the stream, from 0
   * @param bytes an array that contains the fragment
   * @param offset start of the fragment in the array
   * @param length at most 4 MB
   */
  record Fragment(UUID stream, int sequence, byte[] bytes, int offset, int length)
      implements Serializable {
    /** Creates a fragment from a whole array. */
    public Fragment(UUID stream, int sequence, byte[] bytes) {
      this(stream, sequence, bytes, 0, bytes.length);
    }

    /** The bytes, not a copy. */
    public ByteBuffer content() {
      return ByteBuffer.wrap(bytes, offset, length);
    }
  }

  /**
   * An array that its task has written to the place in the single file that it had asked for, or
   * sent there.
   *
   * @param position where it begins in the file, in bytes
   * @param checksums CRC-32C of the array's bytes in each MiB of the file that it touches
   */
  record WrittenArray(long position, int[] checksums) implements Serializable {}

  /**
   * Results that the driver already has as fragments, except for {@code rest}. Entry {@code k} of
   * each array describes one computation. The results lie one after another in the stream.
   *
   * @param fragments number of fragments, including the rest unless that is empty
   * @param bytes of all fragments
   * @param offsets where the results of computation {@code indices[k]} begin in the stream
   * @param rowLengths length of the unlimited dimension of its first value, 0 if there is none
   * @param serialized whether the result is one serialized object because HDF5 cannot hold it
   * @param owners for each array that was taken to its place: the entry whose result contains it,
   *     in ascending order
   */
  record Streamed(
      UUID stream,
      int fragments,
      long bytes,
      byte[] rest,
      long[] indices,
      long[] offsets,
      long[] rowLengths,
      boolean[] serialized,
      int[] owners)
      implements Block {
    /** Creates a block without arrays in their places. */
    public Streamed(
        UUID stream,
        int fragments,
        long bytes,
        byte[] rest,
        long[] indices,
        long[] offsets,
        long[] rowLengths,
        boolean[] serialized) {
      this(stream, fragments, bytes, rest, indices, offsets, rowLengths, serialized, new int[0]);
    }

    /** The computations whose results HDF5 cannot hold. */
    public long[] serializedIndices() {
      return IntStream.range(0, indices.length)
          .filter(k -> serialized[k])
          .mapToLong(k -> indices[k])
          .toArray();
    }
  }

  /**
   * A file that the driver has not renamed yet.
   *
   * @param staged its temporary name in the run's working directory
   * @param finalName its name relative to the run directory
   * @param kind what it holds
   * @param indices the computations in it, ascending
   * @param rows the rows of its stacked dataset, in their order there; empty if results are not
   *     stacked
   * @param sum of the bytes that were written
   */
  record StagedFile(
      String staged,
      String finalName,
      Kind kind,
      long[] indices,
      List<StackedRow> rows,
      FileSum sum)
      implements Serializable {}

  /**
   * A row of a stacked dataset.
   *
   * @param index its computation
   * @param length of its unlimited dimension, 0 if there is none
   * @param further number of further values that the computation returned
   */
  record StackedRow(long index, long length, int further) implements Serializable {}

  /** What a payload file holds. */
  enum Kind {
    /** HDF5, the results of one computation in its root group. */
    COMPUTATION,
    /** HDF5, a group {@code comp_i} per computation. */
    RANGE,
    /**
     * One result as a serialized Java object, because this format was requested or no other can
     * hold it.
     */
    SERIALIZED,
    /** One result for Python's {@code pickle.load}. */
    PICKLED;

    /** Whether the container can link to it. */
    public boolean isHdf5() {
      return this == COMPUTATION || this == RANGE;
    }
  }
}
