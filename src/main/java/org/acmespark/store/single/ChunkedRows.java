package org.acmespark.store.single;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.store.payload.Stacking;

/** Writes rows along any dimension and of any length, in blocks of a few megabytes. */
final class ChunkedRows implements StackedRows {
  private static final long BLOCK_BYTES = 16L << 20;
  private static final long PIECE_BYTES = 4L << 20;

  private final Hdf5Writer container;
  private final Stacking stacking;
  private final int axis;
  private final List<Stacking.Row> batch = new ArrayList<>();
  private final long rowsPerChunk;
  private long first;
  private long longestInBatch;
  private long greatestBytes;

  ChunkedRows(Hdf5Writer container, Stacking stacking, long nInputs, long longest) {
    this.container = container;
    this.stacking = stacking;
    this.axis = stacking.shape().stackAxis();
    long[] chunk = stacking.chunk(longest);
    chunk[axis] = Math.min(chunk[axis], nInputs);
    this.rowsPerChunk = Math.max(1, chunk[axis]);
    container.dataset(
        Stacking.DATASET,
        stacking.type(),
        stacking.shape().stacked(nInputs, longest),
        stacking.shape().stacked(nInputs, -1),
        chunk);
  }

  @Override
  public void add(long index, ValueBytes.Head head, long length, StoredValues.Of row)
      throws IOException {
    SpoolInput in = row.elements();
    if (head.bytes() > PIECE_BYTES) {
      flush();
      writeInPieces(index, head, in);
      return;
    }
    greatestBytes = Math.max(greatestBytes, head.bytes());
    long bytes = (batch.size() + 1) * greatestBytes;
    // Write whole chunks: a compressed chunk written in parts would be compressed again for each
    // part.
    boolean fits = bytes <= BLOCK_BYTES || (index % rowsPerChunk > 0 && bytes <= 2 * BLOCK_BYTES);
    if (!fits || index != first + batch.size()) {
      flush();
      first = index;
      greatestBytes = head.bytes();
    }
    Hdf5Value value = ValueBytes.readElements(head.type(), head.shape(), in);
    batch.add(new Stacking.Row(value, length));
    longestInBatch = Math.max(longestInBatch, length);
  }

  private void writeInPieces(long index, ValueBytes.Head head, SpoolInput in) throws IOException {
    Slabs.forEach(
        head.shape(),
        PIECE_BYTES / head.type().bytes(),
        (start, count) -> {
          Hdf5Value piece = ValueBytes.readElements(head.type(), count, in);
          container.writeBlock(
              Stacking.DATASET,
              with(start, index),
              Hdf5Value.flat(head.type(), with(count, 1), piece.elements()));
        });
  }

  /** Converts a position or shape in a row to one in the dataset. */
  private long[] with(long[] inRow, long alongAxis) {
    long[] whole = new long[inRow.length + 1];
    System.arraycopy(inRow, 0, whole, 0, axis);
    System.arraycopy(inRow, axis, whole, axis + 1, inRow.length - axis);
    whole[axis] = alongAxis;
    return whole;
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    Hdf5Value block = stacking.stack(batch, longestInBatch);
    long[] start = new long[block.shape().length];
    start[axis] = first;
    container.writeBlock(Stacking.DATASET, start, block);
    batch.clear();
    longestInBatch = 0;
  }

  @Override
  public void finish() {
    flush();
  }
}
