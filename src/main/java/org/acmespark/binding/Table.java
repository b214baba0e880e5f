package org.acmespark.binding;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acmespark.function.EditDistance;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.StoredValue;

/** A table with a row per computation and named columns. */
abstract class Table implements StoredValue {
  private static final String PARQUET = ".parquet";

  private final String file;

  Table(String file) {
    this.file = file;
  }

  /**
   * Opens a table, whose format the end of its name says.
   *
   * @throws IllegalArgumentException if it does not exist or cannot be read as a table
   */
  static Table read(String file) {
    boolean parquet = file.toLowerCase(Locale.ROOT).endsWith(PARQUET);
    Path path = Path.of(file);
    if (!(parquet ? Files.exists(path) : Files.isRegularFile(path))) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    return parquet ? ParquetTable.open(file) : TextTable.read(file);
  }

  /** Names of the columns, in order. */
  abstract List<String> names();

  /** Returns one of the columns. */
  abstract Column existing(String name);

  /** Path of the table, as the user wrote it. */
  String file() {
    return file;
  }

  boolean has(String name) {
    return names().contains(name);
  }

  /**
   * Returns a column.
   *
   * @throws IllegalArgumentException if there is none of that name; the message names the nearest
   */
  Column column(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException(
          "%s has no column %s; nearest to it: %s; all are %s"
              .formatted(
                  file,
                  name,
                  EditDistance.nearest(name, names(), 1).stream().findFirst().orElse("none"),
                  names()));
    }
    return existing(name);
  }

  /**
   * Gives each column to the parameter of its name, unless that has a value already. Other columns
   * are not used.
   *
   * @throws IllegalArgumentException if no column has the name of a parameter, or a parameter that
   *     has a default is left without a value while the name of a column is nearly its own
   */
  void fill(UserFunction function, Map<String, Object> given) {
    List<String> open =
        function.parameters().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.VALUE)
            .map(Parameter::name)
            .filter(name -> !given.containsKey(name))
            .toList();
    List<String> unused = new ArrayList<>(names());
    unused.removeAll(function.parameters().stream().map(Parameter::name).toList());
    for (String name : open) {
      if (has(name)) {
        given.put(name, column(name));
      } else {
        unused.stream()
            .filter(column -> EditDistance.isNear(column, name))
            .findFirst()
            .ifPresent(
                column -> {
                  throw new IllegalArgumentException(
                      "argument %s of %s: %s has no column %s, but it has a column %s; all are %s"
                          .formatted(name, function.signature(), file, name, column, names()));
                });
      }
    }
    if (open.stream().noneMatch(this::has)) {
      throw new IllegalArgumentException(
          "%s: none of its columns %s has the name of an argument of %s that is to be given"
              .formatted(file, names(), function.signature()));
    }
  }

  /** Refuses a table as the value of one argument. */
  static void refuse(Object value, String argument) {
    if (value instanceof Arg.All<?> all) {
      refuse(all.value(), argument);
    } else if (value instanceof Table table) {
      throw new IllegalArgumentException(
          "argument %s: %s is a table; name one of its columns %s, as in @%s:%s, or give the table without a name: then each column goes to the argument of its name"
              .formatted(argument, table.file, table.names(), table.file, table.names().get(0)));
    }
  }

  @Override
  public Object toJava() {
    throw new IllegalArgumentException(
        "%s is a table, which takes neither each: nor all:; name a column, as in @%s:%s"
            .formatted(file, file, names().get(0)));
  }
}
