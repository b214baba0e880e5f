package org.acmespark.store.payload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Writer;

/**
 * Writes one payload file per block, {@code funcname_16-31.h5}, with a group per computation. Small
 * results wait, so that many are written while this thread has the library's lock: each time that
 * the lock goes to another thread, the library's data go to another processor's cache.
 */
final class RangeFileWriter implements BlockWriter {
  private static final long FILE_BYTES = 1L << 30;

  /** Takes no longer than the library takes for a group with a dataset. */
  private static final long SMALL_BYTES = 16 << 10;

  /** More did not help. */
  private static final int MOST_WAITING = 64;

  private final Staging staging;
  private final List<Long> indices = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>(MOST_WAITING);
  private Path file;
  private Hdf5Writer writer;

  private record Waiting(long index, ResultDatasets datasets) {}

  RangeFileWriter(Staging staging) {
    this.staging = staging;
  }

  @Override
  public void add(long index, Object result) {
    ResultDatasets datasets;
    try {
      datasets = ResultDatasets.of(result);
    } catch (IllegalArgumentException e) {
      staging.addRescued(index, result, e.getMessage());
      return;
    }
    if (writer == null) {
      file = staging.next(".h5");
      writer = staging.create(file);
    }
    if (datasets.bytes() <= SMALL_BYTES) {
      waiting.add(new Waiting(index, datasets.copy()));
      if (waiting.size() == MOST_WAITING) {
        writeWaiting();
      }
    } else {
      writeWaiting(); // groups are in the order of computations
      write(index, datasets);
    }
    indices.add(index);
  }

  private void writeWaiting() {
    writer.together(() -> waiting.forEach(result -> write(result.index(), result.datasets())));
    waiting.clear();
  }

  private void write(long index, ResultDatasets datasets) {
    String group = Container.group(index);
    writer.group(group);
    datasets.write(writer, group + "/");
  }

  @Override
  public long pendingBytes() {
    return writer == null ? 0 : writer.bytes();
  }

  @Override
  public boolean full() {
    return pendingBytes() >= FILE_BYTES;
  }

  @Override
  public Block seal() {
    if (writer != null) {
      writeWaiting();
      long[] held = indices.stream().mapToLong(Long::longValue).toArray();
      staging.identify(writer, held);
      FileSum sum = writer.commit();
      writer.close();
      writer = null;
      String which = indices.get(0) + "-" + indices.get(indices.size() - 1) + ".h5";
      staging.add(file, sum, staging.finalName(which), Block.Kind.RANGE, held);
      indices.clear();
    }
    return staging.take();
  }

  @Override
  public void close() {
    waiting.clear();
    if (writer != null) {
      writer.close();
      writer = null;
    }
    staging.discard();
  }
}
