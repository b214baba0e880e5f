package org.acmespark.store.payload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.value.NotStorableException;

/**
 * Writes payload files of stacked results. The first return value of each computation is a row of
 * the dataset {@code result_0}, or the whole dataset in a file for one computation. Further return
 * values are separate datasets.
 */
final class StackedWriter implements BlockWriter {
  private static final long FILE_BYTES = 1L << 30;

  private final Staging staging;
  private final Stacking stacking;
  private final boolean perComputation;
  private final List<Block.StackedRow> rows = new ArrayList<>();
  private Path path;
  private StackedRangeFile file;

  StackedWriter(Staging staging, Stacking stacking, boolean perComputation) {
    this.staging = staging;
    this.stacking = stacking;
    this.perComputation = perComputation;
  }

  @Override
  public void add(long index, Object result) {
    List<Object> values = Stacking.outputs(result);
    Stacking.Row row = stacking.firstOf(values);
    ResultDatasets further;
    try {
      further = ResultDatasets.further(values);
    } catch (NotStorableException e) {
      staging.addRescued(index, result, e.getMessage());
      return;
    }
    if (perComputation) {
      writeAlone(index, row, further);
    } else {
      append(index, row, further);
    }
  }

  private void writeAlone(long index, Stacking.Row row, ResultDatasets further) {
    Path alone = staging.next(".h5");
    FileSum sum;
    try (var writer = staging.create(alone)) {
      writer.write(Stacking.DATASET, row.value());
      further.write(writer, "/");
      staging.identify(writer, index);
      sum = writer.commit();
    }
    staging.add(
        alone,
        sum,
        staging.finalName(index + ".h5"),
        Block.Kind.COMPUTATION,
        List.of(new Block.StackedRow(index, row.length(), further.size())));
  }

  private void append(long index, Stacking.Row row, ResultDatasets further) {
    if (file == null) {
      path = staging.next(".h5");
      file = new StackedRangeFile(staging.create(path), stacking);
    }
    file.append(row);
    if (further.size() > 0) {
      String group = Container.group(index);
      file.writer().group(group);
      further.write(file.writer(), group + "/");
    }
    rows.add(new Block.StackedRow(index, row.length(), further.size()));
  }

  @Override
  public long pendingBytes() {
    return file == null ? 0 : file.bytes() + file.writer().bytes();
  }

  @Override
  public boolean full() {
    return perComputation
        ? staging.size() >= FilePerComputationWriter.FILES_PER_BLOCK
        : pendingBytes() >= FILE_BYTES;
  }

  @Override
  public Block seal() {
    if (file != null) {
      staging.identify(file.writer(), rows.stream().mapToLong(Block.StackedRow::index).toArray());
      FileSum sum = file.commit(rows);
      file.close();
      file = null;
      long first = rows.get(0).index();
      long last = rows.get(rows.size() - 1).index();
      staging.add(
          path,
          sum,
          staging.finalName(first + "-" + last + ".h5"),
          Block.Kind.RANGE,
          List.copyOf(rows));
      rows.clear();
    }
    return staging.take();
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
    staging.discard();
  }
}
