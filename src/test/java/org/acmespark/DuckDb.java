package org.acmespark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** DuckDB, in this process: writes and judges files in Parquet with a library of its own. */
final class DuckDb {
  private DuckDb() {}

  /** Writes what a query yields. */
  static void write(String query, Path file) {
    run("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
  }

  /** Returns the rows of a query, their values separated by blanks. */
  static List<String> rows(String query) {
    return run(query);
  }

  /** Returns a line per column of a file, with name, type and all values in the order of index. */
  static List<String> columns(Path file) {
    return run("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '%s')".formatted(file))
        .stream()
        .map(
            column ->
                column
                    + " "
                    + run("SELECT list(\"%s\" ORDER BY index)::VARCHAR FROM '%s'"
                            .formatted(column.split(" ")[0], file))
                        .get(0))
        .toList();
  }

  private static List<String> run(String sql) {
    try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          int count = result.getMetaData().getColumnCount();
          while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int k = 1; k <= count; k++) {
              values.add(result.getString(k));
            }
            rows.add(String.join(" ", values));
          }
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
