package org.acmespark.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private boolean grown;

  StackedRangeFile(Path file, Stacking stacking) {
    this.stacking = stacking;
    this.writer = Hdf5Writer.create(file);
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
      flush();
    }
  }

  private void flush() {
    if (buffer.isEmpty()) {
      return;
    }
    if (!grown) {
      writer.dataset(
          Stacking.DATASET,
          stacking.type(),
          stacking.shape().stacked(0, length),
          stacking.maxShape(),
          stacking.chunk(length));
      grown = true;
    }
    var block = stacking.stack(buffer, longest());
    long[] start = new long[block.shape().length];
    start[stacking.shape().stackAxis()] = rows;
    writer.writeBlock(Stacking.DATASET, start, block);
    rows += buffer.size();
    buffer.clear();
    bufferedBytes = 0;
  }

  private long longest() {
    return buffer.stream().mapToLong(Stacking.Row::length).max().orElse(0);
  }

  /** Bytes of rows taken so far. */
  long bytes() {
    return bytes;
  }

  /**
   * Completes and syncs the file.
   *
   * @param taken what the rows belong to, in the order in which they were appended
   */
  void commit(List<Block.StackedRow> taken) {
    if (grown || taken.size() > RowIndices.FEW) {
      flush();
    } else {
      writer.write(Stacking.DATASET, stacking.stack(buffer, length));
    }
    RowIndices.write(writer, stacking, taken);
    writer.commit();
  }

  @Override
  public void close() {
    writer.close();
  }
}
