package org.acmespark.store.single;

import java.io.IOException;
import org.acmespark.hdf5.DataRegion;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.store.payload.Stacking;

/** Rows that are in their places. */
record RowsInPlace(DataRegion region) implements StackedRows {
  @Override
  public void add(long index, ValueBytes.Head head, long length, StoredValues.Of row)
      throws IOException {
    row.skip();
  }

  @Override
  public void finish() {
    region.name(Arrangement.STACKED, Stacking.DATASET);
  }
}
