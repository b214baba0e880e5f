package org.acmespark.store.payload;

/** A writer whose blocks consist of a file for each computation. */
abstract class FilePerComputationWriter implements BlockWriter {
  static final int FILES_PER_BLOCK = 64;

  final Staging staging;
  private long bytes;

  FilePerComputationWriter(Staging staging) {
    this.staging = staging;
  }

  /**
   * Writes the file of a computation, and adds it to the block.
   *
   * @return bytes that count towards the block's size; 0 if HDF5 cannot hold the result
   */
  abstract long write(long index, Object result);

  @Override
  public final void add(long index, Object result) {
    bytes += write(index, result);
  }

  @Override
  public final long pendingBytes() {
    return bytes;
  }

  @Override
  public final boolean full() {
    return staging.size() >= FILES_PER_BLOCK;
  }

  @Override
  public final Block seal() {
    bytes = 0;
    return staging.take();
  }

  @Override
  public final void close() {
    staging.discard();
  }
}
