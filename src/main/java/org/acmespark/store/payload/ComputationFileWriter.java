package org.acmespark.store.payload;

import java.nio.file.Path;
import org.acmespark.hdf5.Hdf5Writer;

/** Writes one payload file per computation, {@code funcname_7.h5}. */
final class ComputationFileWriter implements BlockWriter {
  private static final int FILES_PER_BLOCK = 64;

  private final Staging staging;
  private long bytes;

  ComputationFileWriter(Staging staging) {
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
    Path file = staging.next(".h5");
    try (Hdf5Writer writer = staging.create(file)) {
      datasets.write(writer, "/");
      staging.identify(writer, index);
      writer.commit();
    }
    bytes += datasets.bytes();
    staging.add(file, staging.finalName(index + ".h5"), Block.Kind.COMPUTATION, index);
  }

  @Override
  public long pendingBytes() {
    return bytes;
  }

  @Override
  public boolean full() {
    return staging.size() >= FILES_PER_BLOCK;
  }

  @Override
  public Block seal() {
    bytes = 0;
    return staging.take();
  }

  @Override
  public void close() {
    staging.discard();
  }
}
