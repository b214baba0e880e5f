package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.DataRegion;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.store.payload.Stacking;

/**
 * Which datasets of the container lie where in the values file. What an earlier version of this
 * program, or an attempt that came second, has left elsewhere is copied to its place first.
 */
final class Arrangement {
  /** The number of the stacked dataset in the {@link DataRegion}. */
  static final long STACKED = -1;

  private final ValuesFile values;
  private final long leastBytes;
  private final List<Dataset> datasets = new ArrayList<>();
  private long count;

  private record Dataset(long number, ElementType type, long[] shape, long position) {}

  private Arrangement(ValuesFile values, long leastBytes) {
    this.values = values;
    this.leastBytes = leastBytes;
  }

  /**
   * Arranges all committed results.
   *
   * @param leastBytes arrays of at least this size belong into the values file
   */
  static Arrangement of(
      Spool spool,
      ValuesFile values,
      StoredValues stored,
      long nInputs,
      Optional<Stacking> stacking,
      long leastBytes)
      throws IOException {
    var arrangement = new Arrangement(values, leastBytes);
    if (stacking.isPresent()) {
      arrangement.datasets.add(
          new Dataset(
              STACKED,
              stacking.get().type(),
              stacking.get().shape().stacked(nInputs, 0),
              ValuesFile.BEGIN));
    }
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry =
          spool.entry(index).filter(committed -> !committed.serialized());
      if (entry.isPresent()) {
        arrangement.add(stored.of(entry.get()), stacking.isPresent() ? index : -1);
      } else if (stacking.isPresent()) {
        values.fill(index, ByteBuffer.wrap(ContiguousRows.fill(stacking.get())));
      }
    }
    arrangement.datasets.sort(Comparator.comparingLong(Dataset::position));
    return arrangement;
  }

  private void add(StoredValues.Of result, long row) throws IOException {
    for (int k = 0; k < result.count(); k++) {
      ValueBytes.Head head = result.next();
      if (k == 0 && row >= 0) {
        if (result.place().isEmpty()
            || result.place().get().position() != values.rows().orElseThrow().place(row)) {
          values.keep(row, result.elements(), head.bytes());
        }
      } else if (holds(head)) {
        long position =
            result.place().isPresent()
                ? result.place().get().position()
                : values.keep(-1, result.elements(), head.bytes());
        datasets.add(new Dataset(count++, head.type(), head.shape(), position));
      } else {
        result.skip();
      }
    }
  }

  /** Whether a value other than a row is in the values file. */
  boolean holds(ValueBytes.Head head) {
    return head.elsewhere()
        || (head.type() != ElementType.STRING
            && head.shape().length > 0
            && head.bytes() >= leastBytes);
  }

  /**
   * Creates all datasets. Those of the results, without rows, have numbers from 0 on, in the order
   * of the computations.
   *
   * @throws DataRegion.MisplacedException if the library puts one anywhere else
   */
  void createIn(DataRegion region) {
    for (Dataset dataset : datasets) {
      region.place(dataset.number(), dataset.type(), dataset.shape(), dataset.position());
    }
  }
}
