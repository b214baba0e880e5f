package org.acmespark.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.ObjectBytes;
import org.acmespark.store.payload.Stacking;

/** Keeps results in the driver's memory. */
public final class MemoryStore implements RunStore {
  private final boolean resultless;
  private final int nInputs;
  private final Optional<Stacking> stacking;
  private final Hdf5Value stacked;
  private final Consumer<Object> arrivals;
  private final List<Block.Values> blocks = new ArrayList<>();

  /**
   * Creates a store for {@code nInputs} computations.
   *
   * @param resultless whether the function returns nothing
   * @param stacking how results become rows of one array, empty if they do not
   * @param arrivals receives each array of values that is kept, when memory is allocated for it
   */
  public MemoryStore(
      long nInputs, boolean resultless, Optional<Stacking> stacking, Consumer<Object> arrivals) {
    this.nInputs = Math.toIntExact(nInputs);
    this.resultless = resultless;
    this.stacking = stacking;
    this.stacked = stacking.map(s -> empty(s, nInputs)).orElse(null);
    this.arrivals = arrivals;
    stacked().ifPresent(all -> arrivals.accept(all.elements()));
  }

  private static Hdf5Value empty(Stacking stacking, long nInputs) {
    long[] shape = stacking.shape().stacked(nInputs, 0);
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (count > Integer.MAX_VALUE / 2 - 8) {
      throw new IllegalArgumentException(
          "result shape %s with %s computations has %s elements, too many for one array in memory; keep the results in files"
              .formatted(stacking.shape(), nInputs, count));
    }
    return Hdf5Value.flat(stacking.type(), shape, Fill.array(stacking.type(), count));
  }

  @Override
  public Layout layout() {
    if (resultless) {
      return new Layout.Nothing();
    }
    return stacking.<Layout>map(Layout.StackedMemory::new).orElseGet(Layout.Memory::new);
  }

  @Override
  public void commit(Block block, Attempts attempts) {
    if (block instanceof Block.Values values) {
      add(values);
    } else if (block instanceof Block.Rows rows) {
      add(rows.further());
      for (int k = 0; k < rows.indices().length; k++) {
        stacking.orElseThrow().put(rows.rows()[k], rows.indices()[k], stacked);
      }
    }
  }

  private void add(Block.Values values) {
    arrivals.accept(values.values());
    blocks.add(values);
  }

  @Override
  public void finish(Outcome outcome) {}

  /**
   * Returns all rows, with the fill value where there is none; empty if results are not stacked.
   */
  public Optional<Hdf5Value> stacked() {
    return Optional.ofNullable(stacked);
  }

  /**
   * The values in the order of the computations, null where there is none; where results are
   * stacked, the values after the first.
   *
   * @throws AcmeException naming the computation if its result cannot be read here
   */
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
              objects[k] instanceof Block.Serialized s ? read(s, indices[k]) : objects[k];
        }
      }
    }
    return Arrays.asList(values);
  }

  private static Object read(Block.Serialized result, long index) {
    try {
      return ObjectBytes.read(result.pieces());
    } catch (RuntimeException | StackOverflowError | LinkageError e) { // its readObject may throw
      throw new AcmeException(
          "the result of computation %s cannot be read on the driver: %s"
              .formatted(index, e.getMessage()),
          e);
    }
  }
}
