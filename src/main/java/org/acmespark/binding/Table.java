package org.acmespark.binding;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acmespark.function.EditDistance;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.StoredValue;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table in text, one row per computation: comma-separated values as RFC 4180 describes them, with
 * a header. A file {@code .tsv}, and a header without commas, may be separated by tabs or
 * semicolons.
 */
final class Table implements StoredValue {
  private final String file;
  private final Map<String, List<String>> columns;
  private final List<Long> lines;

  private Table(String file, Map<String, List<String>> columns, List<Long> lines) {
    this.file = file;
    this.columns = columns;
    this.lines = lines;
  }

  /** Whether a file is a table, by its name. */
  static boolean is(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".csv") || lower.endsWith(".tsv");
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if it has no header, a column has no name or the name of
   *     another, or a row has more or fewer fields than the header
   */
  static Table read(String file) {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      return parse(file, in);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not in UTF-8: save it in that encoding", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Table parse(String file, BufferedReader in) throws IOException {
    in.mark(1);
    if (in.read() != '\uFEFF') { // the mark that spreadsheets put first
      in.reset();
    }
    in.mark(1 << 16);
    String header = in.readLine();
    in.reset();
    if (header == null || header.isBlank()) {
      throw new IllegalArgumentException(file + " has no header: its first line names the columns");
    }
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter(header))
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .build();
    try (CSVParser parser = format.parse(in)) {
      return new Rows(file, parser).table();
    } catch (IllegalStateException | java.io.UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static char delimiter(String header) {
    for (char c : new char[] {',', '\t', ';'}) {
      if (header.indexOf(c) >= 0) {
        return c;
      }
    }
    return ',';
  }

  /** Collects the rows of a parser. */
  private static final class Rows {
    private final String file;
    private final List<String> names = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();

    Rows(String file, CSVParser parser) {
      this.file = file;
      for (CSVRecord row : parser) {
        if (names.isEmpty()) {
          header(row);
        } else {
          row(row, parser.getCurrentLineNumber());
        }
      }
    }

    private void header(CSVRecord row) {
      for (String name : row) {
        if (name.isEmpty()) {
          throw new IllegalArgumentException(
              "%s: column %s has no name in the header".formatted(file, names.size() + 1));
        }
        if (names.contains(name)) {
          throw new IllegalArgumentException("%s: two columns are named %s".formatted(file, name));
        }
        names.add(name);
        cells.add(new ArrayList<>());
      }
    }

    private void row(CSVRecord row, long line) {
      if (row.size() != names.size()) {
        throw new IllegalArgumentException(
            "%s, line %s: %s fields, but the header names %s columns"
                .formatted(file, line, row.size(), names.size()));
      }
      for (int k = 0; k < row.size(); k++) {
        cells.get(k).add(row.get(k));
      }
      lines.add(line);
    }

    Table table() {
      Map<String, List<String>> columns = new LinkedHashMap<>();
      for (int k = 0; k < names.size(); k++) {
        columns.put(names.get(k), cells.get(k));
      }
      return new Table(file, columns, lines);
    }
  }

  /** Names of the columns, in order. */
  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  boolean has(String name) {
    return columns.containsKey(name);
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
    return new Column(file, name, columns.get(name), lines);
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
