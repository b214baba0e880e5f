package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.model.Outputs;

/**
 * Sends rows to the driver, which puts them into one array. Further return values are sent with
 * them.
 */
final class StackedMemoryWriter implements BlockWriter {
  private final Stacking stacking;
  private final MemoryWriter further = new MemoryWriter();
  private final List<Long> indices = new ArrayList<>();
  private final List<Object> rows = new ArrayList<>();
  private long bytes;

  StackedMemoryWriter(Stacking stacking) {
    this.stacking = stacking;
  }

  @Override
  public void add(long index, Object result) {
    List<Object> values = Stacking.outputs(result);
    Stacking.Row row = stacking.firstOf(values);
    further.add(index, Outputs.of(values.subList(1, values.size()).toArray()));
    indices.add(index);
    // A copy: the function may use its array again in the next call.
    rows.add(stacking.stack(List.of(row), 0).elements());
    bytes += row.value().bytes();
  }

  @Override
  public long pendingBytes() {
    return bytes + further.pendingBytes();
  }

  @Override
  public boolean full() {
    return pendingBytes() >= MemoryWriter.BLOCK_BYTES;
  }

  @Override
  public Block seal() {
    var block =
        new Block.Rows(
            indices.stream().mapToLong(Long::longValue).toArray(),
            rows.toArray(),
            (Block.Values) further.seal());
    close();
    return block;
  }

  @Override
  public void close() {
    indices.clear();
    rows.clear();
    further.close();
    bytes = 0;
  }
}
