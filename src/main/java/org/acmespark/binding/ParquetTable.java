package org.acmespark.binding;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.table.ParquetTableFile;

/** A table in Apache Parquet's format. Only the columns that are used are read. */
final class ParquetTable extends Table {
  private final ParquetTableFile table;

  private ParquetTable(String file, ParquetTableFile table) {
    super(file);
    this.table = table;
  }

  static ParquetTable open(String file) {
    return new ParquetTable(file, ParquetTableFile.open(Path.of(file)));
  }

  @Override
  List<String> names() {
    return table.names();
  }

  @Override
  Column existing(String name) {
    return new TypedColumn(file(), name, table.cells(name));
  }
}
