package org.acmespark.export;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.reading.StoredRun;
import org.acmespark.table.ParquetTableWriter;
import org.acmespark.table.TableColumn;

/**
 * A table in Apache Parquet's format with the rows of a CSV file: index, status, seconds, host,
 * error, and the {@link ValueColumns}. Cells of computations without results are empty.
 */
final class ParquetExport {
  /** Parquet's library keeps all elements of a list in one page, of less than 2 GB. */
  private static final long LARGEST = 1L << 30;

  private final StoredRun run;
  private final Outcomes outcomes;

  ParquetExport(StoredRun run, Outcomes outcomes) {
    this.run = run;
    this.outcomes = outcomes;
  }

  void write(Path file, LongConsumer progress) throws IOException {
    var table = new ResultTable(run, java.util.Optional.of(outcomes));
    ValueColumns values = table.values();
    List<TableColumn> columns = new ArrayList<>(ResultTable.LEDGER);
    columns.addAll(values.columns());
    try (var parquet = ParquetTableWriter.create(file, columns)) {
      for (int index = 0; index < table.rows(); index++) {
        Object[] row = new Object[columns.size()];
        ledger(row, index, outcomes.of(index));
        if (outcomes.isComputed(index)) {
          Object[] cells = table.cells(values, index);
          System.arraycopy(cells, 0, row, ResultTable.LEDGER.size(), cells.length);
        }
        requireSmall(row, columns, index);
        parquet.append(row);
        progress.accept(index + 1L);
      }
      parquet.finish();
    }
  }

  private static void ledger(Object[] row, int index, Outcome outcome) {
    row[0] = new long[] {index};
    row[1] = new String[] {outcome.status()};
    row[2] = outcome.seconds().isPresent() ? new double[] {outcome.seconds().getAsDouble()} : null;
    row[3] = outcome.host().isEmpty() ? null : new String[] {outcome.host()};
    row[4] = outcome.error().isEmpty() ? null : new String[] {outcome.error()};
  }

  private static void requireSmall(Object[] row, List<TableColumn> columns, int index) {
    for (int k = 0; k < row.length; k++) {
      ElementType type = columns.get(k).type();
      if (row[k] != null
          && type != ElementType.STRING
          && (long) Array.getLength(row[k]) * type.bytes() > LARGEST) {
        throw new IllegalArgumentException(
            "computation %s: %s has %s elements, and Parquet holds at most 1 GB in one cell; export to .nc"
                .formatted(index, columns.get(k).name(), Array.getLength(row[k])));
      }
    }
  }
}
