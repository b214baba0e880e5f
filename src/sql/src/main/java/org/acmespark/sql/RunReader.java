package org.acmespark.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.acmespark.Results;
import org.acmespark.table.TableColumn;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads the rows of a partition, on an executor. */
final class RunReader implements PartitionReader<InternalRow> {
  private static final String COMPUTED = "computed";

  private final RunPartition partition;
  private final List<TableColumn> columns;
  private final int[] positions;
  private Optional<Results> results = Optional.empty();
  private int at = -1;

  RunReader(RunPartition partition) {
    this.partition = partition;
    this.columns = partition.values().columns();
    this.positions = Partitioning.positions(partition.needed(), partition.values());
  }

  @Override
  public boolean next() {
    at++;
    return at < partition.indices().length;
  }

  @Override
  public InternalRow get() {
    Object[] values =
        !columns.isEmpty() && partition.statuses()[at].equals(COMPUTED)
            ? open().table().cells(partition.values(), partition.indices()[at])
            : new Object[columns.size()];
    Object[] row = new Object[positions.length];
    for (int k = 0; k < row.length; k++) {
      row[k] =
          positions[k] >= 0
              ? SparkColumns.cell(columns.get(positions[k]), values[positions[k]])
              : ledger(partition.needed().get(k));
    }
    return new GenericInternalRow(row);
  }

  private Object ledger(String column) {
    return switch (column) {
      case SparkColumns.RUN -> text(partition.directory());
      case "index" -> (long) partition.indices()[at];
      case "status" -> text(partition.statuses()[at]);
      case "seconds" -> {
        double seconds = partition.seconds()[at];
        yield Double.isNaN(seconds) ? null : seconds;
      }
      case "host" -> text(partition.hosts()[at]);
      default -> text(partition.errors()[at]);
    };
  }

  private static UTF8String text(String text) {
    return text.isEmpty() ? null : UTF8String.fromString(text);
  }

  private Results open() {
    if (results.isEmpty()) {
      try {
        results = Optional.of(Results.open(partition.directory()));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "the executor on %s does not see the run directory %s as the driver does; put it where all of them see it under one path (%s)"
                .formatted(host(), partition.directory(), e.getMessage()),
            e);
      }
    }
    return results.get();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unknown host";
    }
  }

  @Override
  public void close() throws IOException {
    results.ifPresent(Results::close);
  }
}
