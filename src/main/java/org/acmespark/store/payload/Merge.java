package org.acmespark.store.payload;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;

/** Merges several payload files of ranges into one, so that few are left after a long run. */
public final class Merge implements Serializable {
  private static final long serialVersionUID = 1;

  /** Number of rows copied at a time. */
  private static final long BLOCK_BYTES = 16L << 20;

  private final Layout.Place place;
  private final Stacking stacking;
  private final List<PayloadIndex.PayloadFile> sources;
  private final String finalName;

  /** A merge of {@code sources} into {@code finalName}, relative to the run directory. */
  public Merge(
      Layout.Place place,
      Optional<Stacking> stacking,
      List<PayloadIndex.PayloadFile> sources,
      String finalName) {
    this.place = place;
    this.stacking = stacking.orElse(null);
    this.sources = sources;
    this.finalName = finalName;
  }

  public List<PayloadIndex.PayloadFile> sources() {
    return sources;
  }

  public String finalName() {
    return finalName;
  }

  /** Copies all results into one new file; runs on an executor. */
  public Block.StagedFile carryOut(String taskName) {
    var staging = Staging.onExecutor(place, taskName);
    try {
      return carryOut(staging);
    } finally {
      staging.discard();
    }
  }

  private Block.StagedFile carryOut(Staging staging) {
    Path file = staging.next(".h5");
    List<Long> indices = new ArrayList<>();
    List<Block.StackedRow> rows = new ArrayList<>();
    FileSum sum;
    try (var target = staging.create(file)) {
      if (stacking != null) {
        createStacked(target);
      }
      for (PayloadIndex.PayloadFile source : sources) {
        Path path = staging.source(source.name());
        if (stacking != null) {
          copyRows(path, source.rows().size(), target, rows.size());
          rows.addAll(source.rows());
        }
        copyGroups(path, source, target);
        staging.release(path);
        for (long index : source.indices()) {
          indices.add(index);
        }
      }
      if (stacking != null) {
        RowIndices.write(target, stacking, rows);
      }
      staging.identify(target, indices.stream().mapToLong(Long::longValue).toArray());
      sum = target.commit();
    }
    staging.deliver(file);
    return new Block.StagedFile(
        file.getFileName().toString(),
        finalName,
        Block.Kind.RANGE,
        indices.stream().mapToLong(Long::longValue).toArray(),
        rows,
        sum);
  }

  private void createStacked(Hdf5Writer target) {
    long length =
        sources.stream()
            .flatMap(source -> source.rows().stream())
            .mapToLong(Block.StackedRow::length)
            .max()
            .orElse(0);
    target.dataset(
        Stacking.DATASET,
        stacking.type(),
        stacking.shape().stacked(0, length),
        stacking.maxShape(),
        stacking.chunk(length));
  }

  private void copyRows(Path source, long count, Hdf5Writer target, long rowsBefore) {
    int axis = stacking.shape().stackAxis();
    try (var reader = Hdf5Reader.open(source)) {
      long[] shape = reader.node(Stacking.DATASET).shape();
      long rowBytes = stacking.type().bytes();
      for (int k = 0; k < shape.length; k++) {
        rowBytes *= k == axis ? 1 : shape[k];
      }
      long step = Math.max(1, BLOCK_BYTES / Math.max(1, rowBytes));
      for (long row = 0; row < count; row += step) {
        long[] start = new long[shape.length];
        long[] block = shape.clone();
        start[axis] = row;
        block[axis] = Math.min(step, count - row);
        var values = reader.read(Stacking.DATASET, start, block);
        start[axis] = rowsBefore + row;
        target.writeBlock(Stacking.DATASET, start, values);
      }
    }
  }

  private void copyGroups(Path path, PayloadIndex.PayloadFile source, Hdf5Writer target) {
    if (stacking == null) {
      for (long index : source.indices()) {
        target.copy(path, Container.group(index), Container.group(index));
      }
      return;
    }
    for (Block.StackedRow row : source.rows()) {
      if (row.further() > 0) {
        target.copy(path, Container.group(row.index()), Container.group(row.index()));
      }
    }
  }
}
