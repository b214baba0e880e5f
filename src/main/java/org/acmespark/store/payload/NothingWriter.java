package org.acmespark.store.payload;

/** Keeps no results, for functions that return nothing. */
final class NothingWriter implements BlockWriter {
  @Override
  public void add(long index, Object result) {}

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public Block seal() {
    return new Block.Nothing();
  }

  @Override
  public void close() {}
}
