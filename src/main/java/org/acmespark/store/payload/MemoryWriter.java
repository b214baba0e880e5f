package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Serializes values for the driver. */
final class MemoryWriter implements BlockWriter {
  /** Size of a frame of the control channel. */
  static final long BLOCK_BYTES = 4 << 20;

  private static final int SMALL_VALUE_BYTES = 16;

  private final List<Object> values = new ArrayList<>();
  private long[] indices = new long[64];
  private boolean doublesOnly = true;
  private long bytes;

  @Override
  public void add(long index, Object result) {
    if (result == null || result instanceof Number n && isBoxed(n) || result instanceof Boolean) {
      values.add(result);
      bytes += SMALL_VALUE_BYTES;
    } else if (result instanceof String text) {
      values.add(text);
      bytes += SMALL_VALUE_BYTES + 2L * text.length();
    } else {
      // Serialize now, not when the block is sealed: the function may reuse its arrays in the next
      // call.
      values.add(serialize(result));
    }
    doublesOnly &= result instanceof Double;
    if (values.size() > indices.length) {
      indices = Arrays.copyOf(indices, indices.length * 2);
    }
    indices[values.size() - 1] = index;
  }

  private Block.Serialized serialize(Object result) {
    byte[][] pieces = ObjectBytes.ofResult(result);
    for (byte[] piece : pieces) {
      bytes += piece.length;
    }
    return new Block.Serialized(pieces);
  }

  private static boolean isBoxed(Number number) {
    return number instanceof Double
        || number instanceof Integer
        || number instanceof Long
        || number instanceof Float
        || number instanceof Short
        || number instanceof Byte;
  }

  @Override
  public long pendingBytes() {
    return bytes;
  }

  @Override
  public boolean full() {
    return bytes >= BLOCK_BYTES;
  }

  @Override
  public Block seal() {
    int n = values.size();
    Object sealed =
        doublesOnly ? values.stream().mapToDouble(v -> (Double) v).toArray() : values.toArray();
    var block = new Block.Values(Arrays.copyOf(indices, n), sealed);
    close();
    return block;
  }

  @Override
  public void close() {
    values.clear();
    doublesOnly = true;
    bytes = 0;
  }
}
