package org.acmespark.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.acmespark.Results;
import org.acmespark.export.Outcome;
import org.acmespark.export.ResultTable;
import org.acmespark.export.ValueColumns;
import org.acmespark.table.TableColumn;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Divides the computations of a run among tasks, on the driver. The computations of a payload file
 * go to one task, unless there are fewer files than cores. Files beyond 256 share tasks.
 */
final class Partitioning {
  private static final int MOST = 256;
  private static final int ROWS_WITHOUT_FILES = 100_000;

  private final String directory;
  private final StructType needed;
  private final Optional<ValueColumns> found;
  private final RowFilter filter;
  private final int cores;

  /**
   * Reads nothing yet.
   *
   * @param found the columns of the return values; empty if they have not been looked for
   * @param filter which rows are asked for
   */
  Partitioning(
      String directory,
      StructType needed,
      Optional<ValueColumns> found,
      RowFilter filter,
      int cores) {
    this.found = found;
    this.filter = filter;
    this.directory = directory;
    this.needed = needed;
    this.cores = cores;
  }

  List<RunPartition> partitions() {
    try (Results results = Results.open(directory)) {
      ResultTable table = results.table();
      boolean ledgerAlone =
          Arrays.stream(needed.fieldNames())
              .allMatch(
                  name ->
                      name.equals(SparkColumns.RUN)
                          || ResultTable.LEDGER.stream().anyMatch(c -> c.name().equals(name)));
      ValueColumns values = ledgerAlone ? ValueColumns.NONE : found.orElseGet(table::values);
      requireKnown(values);
      int[] rows =
          IntStream.range(0, table.rows())
              .filter(row -> filter.mayTake(row, () -> table.outcome(row).status()))
              .toArray();
      List<int[]> parts = ledgerAlone ? even(rows, parts(rows.length)) : byFile(table, rows);
      ValueColumns read = values.reading(List.of(needed.fieldNames()));
      return parts.stream().map(indices -> partition(table, read, indices)).toList();
    }
  }

  private static int parts(int rows) {
    return (rows + ROWS_WITHOUT_FILES - 1) / ROWS_WITHOUT_FILES;
  }

  /** A schema that was given may name what the run does not have, or in another type. */
  private void requireKnown(ValueColumns values) {
    StructType all = SparkColumns.schema(values, true);
    for (StructField field : needed.fields()) {
      int at = Arrays.asList(all.fieldNames()).indexOf(field.name());
      if (at < 0 || !all.fields()[at].dataType().equals(field.dataType())) {
        throw new IllegalArgumentException(
            "%s has no column %s of type %s; it has %s"
                .formatted(
                    directory, field.name(), field.dataType().simpleString(), all.simpleString()));
      }
    }
  }

  private List<int[]> byFile(ResultTable table, int[] rows) {
    Map<Path, List<Integer>> files = new LinkedHashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int row : rows) {
      (table.outcome(row).isComputed()
              ? table
                  .file(row)
                  .map(file -> files.computeIfAbsent(file, f -> new ArrayList<>()))
                  .orElse(rest)
              : rest)
          .add(row);
    }
    List<int[]> parts = new ArrayList<>();
    if (files.size() > MOST) {
      List<List<Integer>> each = new ArrayList<>(files.values());
      for (int part = 0; part < MOST; part++) {
        int from = (int) ((long) each.size() * part / MOST);
        int to = (int) ((long) each.size() * (part + 1) / MOST);
        parts.add(each.subList(from, to).stream().flatMap(List::stream).mapToInt(i -> i).toArray());
      }
    } else {
      int pieces = Math.max(1, cores / Math.max(1, files.size()));
      files.values().forEach(of -> parts.addAll(even(ints(of), pieces)));
    }
    parts.addAll(even(ints(rest), parts(rest.size())));
    return parts;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  private static List<int[]> even(int[] indices, int pieces) {
    List<int[]> parts = new ArrayList<>();
    for (int piece = 0; piece < pieces; piece++) {
      int from = (int) ((long) indices.length * piece / pieces);
      int to = (int) ((long) indices.length * (piece + 1) / pieces);
      if (from < to) {
        parts.add(Arrays.copyOfRange(indices, from, to));
      }
    }
    return parts;
  }

  /** Only what the ledger has of the needed columns is sent. */
  private RunPartition partition(ResultTable table, ValueColumns values, int[] indices) {
    List<String> names = List.of(needed.fieldNames());
    int n = indices.length;
    String[] statuses = new String[n];
    double[] seconds = new double[names.contains("seconds") ? n : 0];
    String[] hosts = new String[names.contains("host") ? n : 0];
    String[] errors = new String[names.contains("error") ? n : 0];
    for (int k = 0; k < n; k++) {
      Outcome outcome = table.outcome(indices[k]);
      statuses[k] = outcome.status();
      if (seconds.length > 0) {
        seconds[k] = outcome.seconds().orElse(Double.NaN);
      }
      if (hosts.length > 0) {
        hosts[k] = outcome.host();
      }
      if (errors.length > 0) {
        errors[k] = outcome.error();
      }
    }
    return new RunPartition(directory, names, values, indices, statuses, seconds, hosts, errors);
  }

  /** Positions of the needed columns among those of the return values; -1 for others. */
  static int[] positions(List<String> needed, ValueColumns values) {
    List<String> names = values.columns().stream().map(TableColumn::name).toList();
    return needed.stream().mapToInt(names::indexOf).toArray();
  }
}
