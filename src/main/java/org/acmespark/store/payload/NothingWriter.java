package org.acmespark.store.payload;

/** Keeps nothing: the function saves what it wants to keep itself. */
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
