package org.acmespark.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acmespark.export.ValueColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The computations of one or several runs. */
final class RunTable implements Table, SupportsRead {
  private final List<String> directories;
  private final StructType schema;
  private final Map<String, ValueColumns> found;

  RunTable(List<String> directories, StructType schema, Map<String, ValueColumns> found) {
    this.directories = directories;
    this.schema = schema;
    this.found = Map.copyOf(found);
  }

  @Override
  public String name() {
    return "acme " + String.join(", ", directories);
  }

  @Override
  @SuppressWarnings("deprecation") // Spark calls it through columns()
  public StructType schema() {
    return schema;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new RunScan(directories, schema, found);
  }
}
