package org.acmespark.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps results in the driver's memory. */
public final class MemoryStore implements RunStore {
  private final boolean resultless;
  private final int nInputs;
  private final List<Block.Values> blocks = new ArrayList<>();

  /** For {@code nInputs} computations; {@code resultless} if the function returns nothing. */
  public MemoryStore(long nInputs, boolean resultless) {
    this.nInputs = Math.toIntExact(nInputs);
    this.resultless = resultless;
  }

  @Override
  public Layout layout() {
    return resultless ? new Layout.Nothing() : new Layout.Memory();
  }

  @Override
  public void commit(Block block, Attempts attempts) {
    if (block instanceof Block.Values values) {
      blocks.add(values);
    }
  }

  @Override
  public void finish(Outcome outcome) {}

  /** The values in the order of the computations; null where there is none. */
  public List<Object> values() {
    Object[] values = new Object[nInputs];
    for (Block.Values block : blocks) {
      long[] indices = block.indices();
      if (block.values() instanceof double[] doubles) {
        for (int k = 0; k < indices.length; k++) {
          values[(int) indices[k]] = doubles[k];
        }
      } else {
        Object[] objects = (Object[]) block.values();
        for (int k = 0; k < indices.length; k++) {
          values[(int) indices[k]] =
              objects[k] instanceof Block.Serialized s ? ObjectBytes.read(s.pieces()) : objects[k];
        }
      }
    }
    return Arrays.asList(values);
  }
}
