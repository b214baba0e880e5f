package org.acmespark.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.export.ValueColumns;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/** Reads the columns that a query needs, of the rows that it may take. */
final class RunScan
    implements ScanBuilder, SupportsPushDownRequiredColumns, SupportsPushDownFilters, Scan, Batch {
  private final List<String> directories;
  private final Map<String, ValueColumns> found;
  private StructType needed;
  private RowFilter filter = RowFilter.ALL;

  RunScan(List<String> directories, StructType schema, Map<String, ValueColumns> found) {
    this.directories = directories;
    this.found = found;
    this.needed = schema;
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    needed = requiredSchema;
  }

  /** Leaves all filters to Spark, which applies them again. */
  @Override
  public Filter[] pushFilters(Filter[] filters) {
    filter = new RowFilter(List.of(filters));
    return filters;
  }

  @Override
  public Filter[] pushedFilters() {
    return filter.used().toArray(Filter[]::new);
  }

  @Override
  public Scan build() {
    return this;
  }

  @Override
  public StructType readSchema() {
    return needed;
  }

  @Override
  public String description() {
    String columns = String.join(", ", needed.fieldNames());
    String rows = filter.used().isEmpty() ? "" : " where " + filter.used();
    return "acme %s: %s%s".formatted(directories, columns, rows);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    int cores = SparkSession.active().sparkContext().defaultParallelism();
    return directories.stream()
        .flatMap(directory -> partitions(directory, cores).stream())
        .toArray(InputPartition[]::new);
  }

  private List<RunPartition> partitions(String directory, int cores) {
    Optional<ValueColumns> values = Optional.ofNullable(found.get(directory));
    return new Partitioning(directory, needed, values, filter, cores).partitions();
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return partition -> new RunReader((RunPartition) partition);
  }
}
