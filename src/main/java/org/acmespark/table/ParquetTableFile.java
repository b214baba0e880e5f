package org.acmespark.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A table in Parquet's format: a file, or a directory of such files as Spark writes it, in the
 * order of their names. A column is read when it is asked for, and no other with it.
 *
 * <pre>{@code
 * ParquetTableFile table = ParquetTableFile.open(Path.of("trials.parquet"));
 * table.names();            // [cutoff, order]
 * table.cells("cutoff");    // [Optional[0.5], Optional[2.0], Optional.empty]
 * }</pre>
 */
public final class ParquetTableFile {
  private final Path path;
  private final List<Path> parts;
  private final List<String> names;

  private ParquetTableFile(Path path, List<Path> parts, List<String> names) {
    this.path = path;
    this.parts = parts;
    this.names = names;
  }

  /**
   * Reads the names of the columns.
   *
   * @throws IllegalArgumentException if it is not in Parquet's format, or the files of a directory
   *     differ in their columns
   * @throws org.acmespark.model.AcmeException if Spark lacks Parquet's library
   */
  public static ParquetTableFile open(Path path) {
    ParquetLibrary.require();
    List<Path> parts = parts(path);
    List<String> names = Columns.names(parts.get(0));
    for (Path part : parts) {
      if (!Columns.names(part).equals(names)) {
        throw new IllegalArgumentException(
            "%s has the columns %s, but %s has %s"
                .formatted(part, Columns.names(part), parts.get(0), names));
      }
    }
    return new ParquetTableFile(path, parts, names);
  }

  private static List<Path> parts(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> parts =
          files
              .filter(file -> file.toString().endsWith(".parquet"))
              .filter(file -> !file.getFileName().toString().matches("[._].*"))
              .sorted()
              .toList();
      if (parts.isEmpty()) {
        throw new IllegalArgumentException(path + " is a directory without files *.parquet");
      }
      return parts;
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be listed: %s".formatted(path, e), e);
    }
  }

  /** Names of the columns, in order. */
  public List<String> names() {
    return names;
  }

  /**
   * Reads a column.
   *
   * @return for each row a box, a text, or a list of such; empty where the file has none
   * @throws IllegalArgumentException if the column has values of another kind
   */
  public List<Optional<Object>> cells(String name) {
    List<Optional<Object>> cells = new ArrayList<>();
    for (Path part : parts) {
      Columns.read(part, name, cells);
    }
    return cells;
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Apart, so that the check comes before the library's classes are loaded. */
  private static final class Columns {
    static List<String> names(Path file) {
      try (ParquetFileReader reader = reader(file)) {
        return reader.getFileMetaData().getSchema().getFields().stream()
            .map(Type::getName)
            .toList();
      } catch (IOException | RuntimeException e) {
        throw unreadable(file, e);
      }
    }

    private static ParquetFileReader reader(Path file) throws IOException {
      return ParquetFileReader.open(
          new ParquetInput(file), HadoopReadOptions.builder(new Configuration(false)).build());
    }

    private static IllegalArgumentException unreadable(Path file, Exception e) {
      return new IllegalArgumentException(
          "%s cannot be read as Parquet: %s".formatted(file, e.getMessage()), e);
    }

    static void read(Path file, String name, List<Optional<Object>> cells) {
      try (ParquetFileReader reader = reader(file)) {
        MessageType schema = reader.getFileMetaData().getSchema();
        Type field = schema.getType(name);
        var alone = new MessageType(schema.getName(), field);
        ColumnDescriptor column = only(alone, field);
        Function<ColumnReader, Object> value = CellReader.of(column.getPrimitiveType(), name);
        reader.setRequestedSchema(alone);
        String createdBy = reader.getFileMetaData().getCreatedBy();
        for (PageReadStore group = reader.readNextRowGroup();
            group != null;
            group = reader.readNextRowGroup()) {
          var columns =
              new ColumnReadStoreImpl(
                  group, new GroupRecordConverter(alone).getRootConverter(), alone, createdBy);
          read(columns.getColumnReader(column), group.getRowCount(), field, value, cells);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      } catch (IOException | RuntimeException e) {
        throw unreadable(file, e);
      }
    }

    private static ColumnDescriptor only(MessageType alone, Type field) {
      List<ColumnDescriptor> leaves = alone.getColumns();
      boolean simple = leaves.size() == 1 && leaves.get(0).getMaxRepetitionLevel() <= 1;
      if (!simple || (!field.isPrimitive() && leaves.get(0).getMaxRepetitionLevel() == 0)) {
        throw new IllegalArgumentException(
            "column %s has neither values nor lists of values: %s"
                .formatted(field.getName(), String.valueOf(field).replaceAll("\\s+", " ")));
      }
      return leaves.get(0);
    }

    private static void read(
        ColumnReader column,
        long rows,
        Type field,
        Function<ColumnReader, Object> value,
        List<Optional<Object>> cells) {
      int complete = column.getDescriptor().getMaxDefinitionLevel();
      boolean lists = column.getDescriptor().getMaxRepetitionLevel() == 1;
      int present = field.isRepetition(Type.Repetition.OPTIONAL) ? 1 : 0;
      for (long row = 0; row < rows; row++) {
        int level = column.getCurrentDefinitionLevel();
        List<Object> values = new ArrayList<>(1);
        do {
          int here = column.getCurrentDefinitionLevel();
          if (here == complete) {
            values.add(value.apply(column));
          } else if (lists && here > present) {
            throw new IllegalArgumentException(
                "row %s, column %s: an element of the list has no value"
                    .formatted(cells.size() + 1, field.getName()));
          }
          column.consume();
        } while (lists && column.getCurrentRepetitionLevel() > 0); // 0 at the end, too
        if (lists) {
          cells.add(level >= present ? Optional.of(values) : Optional.empty());
        } else {
          cells.add(values.stream().findFirst());
        }
      }
    }
  }
}
