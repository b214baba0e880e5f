package org.acmespark.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.export.ValueColumns;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The format {@code acme} of Spark SQL: a row per computation of a run.
 *
 * <pre>{@code
 * Dataset<Row> run = spark.read().format("acme").load("ACME_20261122-100302-976973");
 * run.filter("status = 'failed'").select("index", "error").show();
 * }</pre>
 *
 * <p>Columns are index, status, seconds, host, error, and those of the return values. With several
 * directories, or a pattern, the first column is {@code run}, the directory. Driver and executors
 * must see the directories under the same path or address.
 *
 * <p>The driver looks at up to 1000 computations for the types of the columns, unless a schema is
 * given. Executors open payload files only if a column of a return value is asked for.
 */
public final class AcmeSource implements TableProvider, DataSourceRegister {
  /** The columns of runs, so that they are looked for once. */
  private final Map<String, ValueColumns> found = new HashMap<>();

  /** Public, because Spark creates it. */
  public AcmeSource() {}

  @Override
  public String shortName() {
    return "acme";
  }

  /**
   * Finds the columns, on the driver.
   *
   * @throws IllegalArgumentException if there is no run at a path, or several runs differ in their
   *     columns
   * @throws org.acmespark.model.AcmeException if a file is missing or unreadable
   */
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    List<String> directories = Directories.of(options);
    boolean several = directories.size() > 1;
    StructType schema = SparkColumns.schema(values(directories.get(0)), several);
    for (String directory : directories.subList(1, directories.size())) {
      StructType other = SparkColumns.schema(values(directory), several);
      if (!other.equals(schema)) {
        throw new IllegalArgumentException(
            "%s has the columns %s, but %s has %s; load them one by one, and use unionByName(other, true)"
                .formatted(
                    directories.get(0), schema.simpleString(), directory, other.simpleString()));
      }
    }
    return schema;
  }

  private ValueColumns values(String directory) {
    return found.computeIfAbsent(directory, SparkColumns::values);
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true; // a schema that is given saves the look at the files
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    List<String> directories = Directories.of(new CaseInsensitiveStringMap(properties));
    return new RunTable(directories, schema, found);
  }
}
