package org.acmespark.store.single;

import java.io.IOException;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.store.payload.Stacking;

/** Writes rows into the stacked dataset of a single file, in the order of the computations. */
interface StackedRows {
  /**
   * Takes a row.
   *
   * @param head its type and shape
   * @param length of its unlimited dimension, 0 if there is none
   * @param row its head has been read, its elements are read now
   */
  void add(long index, ValueBytes.Head head, long length, StoredValues.Of row) throws IOException;

  /** Ends the dataset after the last row. Rows that were not added have the fill value. */
  void finish() throws IOException;

  /**
   * Creates the dataset. Rows that are contiguous in it are copied as bytes; others are written in
   * blocks, into chunks.
   *
   * @param nInputs number of rows
   * @param longest length of the unlimited dimension, 0 if there is none
   */
  static StackedRows in(Hdf5Writer container, Stacking stacking, long nInputs, long longest) {
    return areInOnePiece(stacking) && !container.isCompressing()
        ? new ContiguousRows(container, stacking, nInputs)
        : new ChunkedRows(container, stacking, nInputs, longest);
  }

  /** Whether all elements of a row lie one after another in the dataset. */
  static boolean areInOnePiece(Stacking stacking) {
    return stacking.shape().stackAxis() == 0 && stacking.shape().unlimitedAxis().isEmpty();
  }
}
