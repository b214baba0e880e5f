package org.acmespark.table;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.acmespark.hdf5.value.ElementType;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Writes a table into a file in Apache Parquet's format, one row after the other.
 *
 * <pre>{@code
 * List<TableColumn> columns =
 *     List.of(
 *         new TableColumn("index", ElementType.INT64, false),
 *         new TableColumn("fit", ElementType.FLOAT64, true));
 * try (var table = ParquetTableWriter.create(file, columns)) {
 *   table.append(new long[] {0}, new double[] {1.5, 2});
 *   table.append(new long[] {1}, null);
 *   table.finish();
 * }
 * }</pre>
 *
 * <p>Needs memory for a row group of 32 MB and twice the largest row.
 */
public final class ParquetTableWriter implements AutoCloseable {
  private static final int ROW_GROUP_BYTES = 32 << 20;

  private final FileChannel file;
  private final ParquetWriter<Object[]> writer;
  private boolean closed;

  private ParquetTableWriter(FileChannel file, ParquetWriter<Object[]> writer) {
    this.file = file;
    this.writer = writer;
  }

  /**
   * Creates a file, which must not exist.
   *
   * @throws org.acmespark.model.AcmeException if Spark lacks Parquet's library
   */
  public static ParquetTableWriter create(Path path, List<TableColumn> columns) throws IOException {
    ParquetLibrary.require();
    return Opened.create(path, columns);
  }

  /** Apart, so that the check comes before the library's classes are loaded. */
  private static final class Opened {
    static ParquetTableWriter create(Path path, List<TableColumn> columns) throws IOException {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        var builder =
            new Builder(new ParquetOutput(file), columns)
                .withConf(new Configuration(false))
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize((long) ROW_GROUP_BYTES)
                // Rows may have any size: after each row look how much is waiting.
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(1);
        for (TableColumn column : columns) {
          if (column.type() == ElementType.FLOAT32 || column.type() == ElementType.FLOAT64) {
            // They hardly repeat, and looking each up takes as long as all else.
            builder.withDictionaryEncoding(
                column.name() + (column.list() ? ".list.element" : ""), false);
          }
        }
        return new ParquetTableWriter(file, builder.build());
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    private final List<TableColumn> columns;

    Builder(ParquetOutput file, List<TableColumn> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // what replaces it is not in Spark 3.5
    protected WriteSupport<Object[]> getWriteSupport(Configuration settings) {
      return new RowWriter(columns);
    }
  }

  /**
   * Writes a row.
   *
   * @param cells for each column a flat array of the class that its type names, with one element if
   *     the column has no lists; null for an empty cell
   */
  public void append(Object... cells) throws IOException {
    writer.write(cells);
  }

  /** Completes the file and brings it to the disk. */
  public void finish() throws IOException {
    closed = true;
    writer.close();
    file.force(true);
  }

  /** Closes the file, which cannot be read if {@link #finish} was not called. */
  @Override
  public void close() throws IOException {
    try {
      if (!closed) {
        closed = true;
        writer.close(); // gives back the compressor's memory
      }
    } finally {
      file.close();
    }
  }
}
