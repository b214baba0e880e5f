package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Writer;

/**
 * A payload file whose dataset {@code result_0} grows row by row, in blocks of a few megabytes. A
 * file of one block and few rows is written at once, without chunks.
 */
final class StackedRangeFile implements AutoCloseable {
  private static final long BLOCK_BYTES = 4L << 20;

  private final Stacking stacking;
  private final Hdf5Writer writer;
  private final List<Stacking.Row> buffer = new ArrayList<>();
  private long bufferedBytes;
  private long bytes;
  private long rows;
  private long length;
  private int rowsPerChunk;
  private boolean grown;

  StackedRangeFile(Hdf5Writer writer, Stacking stacking) {
    this.stacking = stacking;
    this.writer = writer;
  }

  Hdf5Writer writer() {
    return writer;
  }

  void append(Stacking.Row row) {
    buffer.add(row);
    bufferedBytes += row.value().bytes();
    bytes += row.value().bytes();
    length = Math.max(length, row.length());
    if (bufferedBytes >= BLOCK_BYTES) {
      create();
      int whole = buffer.size() / rowsPerChunk * rowsPerChunk;
      write(whole > 0 ? whole : buffer.size());
    }
  }

  private void create() {
    if (!grown) {
      long[] chunk = stacking.chunk(length);
      rowsPerChunk = Math.toIntExact(chunk[stacking.shape().stackAxis()]);
      writer.dataset(
          Stacking.DATASET,
          stacking.type(),
          stacking.shape().stacked(0, length),
          stacking.maxShape(),
          chunk);
      grown = true;
    }
  }

  /** Writes the first rows of the buffer. */
  private void write(int count) {
    List<Stacking.Row> first = buffer.subList(0, count);
    var block =
        stacking.stack(first, first.stream().mapToLong(Stacking.Row::length).max().orElse(0));
    long[] start = new long[block.shape().length];
    start[stacking.shape().stackAxis()] = rows;
    writer.writeBlock(Stacking.DATASET, start, block);
    rows += count;
    first.clear();
    bufferedBytes = buffer.stream().mapToLong(row -> row.value().bytes()).sum();
  }

  /** Bytes of rows taken so far. */
  long bytes() {
    return bytes;
  }

  /**
   * Completes and syncs the file, and returns its sum.
   *
   * @param taken the rows' computations, in the order in which the rows were appended
   */
  FileSum commit(List<Block.StackedRow> taken) {
    if (grown || taken.size() > RowIndices.FEW) {
      create();
      if (!buffer.isEmpty()) {
        write(buffer.size());
      }
    } else {
      writer.write(Stacking.DATASET, stacking.stack(buffer, length));
    }
    RowIndices.write(writer, stacking, taken);
    return writer.commit();
  }

  @Override
  public void close() {
    writer.close();
  }
}
