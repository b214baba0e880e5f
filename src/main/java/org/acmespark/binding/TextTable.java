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
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table in text, one row per computation: comma-separated values as RFC 4180 describes them, with
 * a header. A file {@code .tsv}, and a header without commas, may be separated by tabs or
 * semicolons.
 */
final class TextTable extends Table {
  private final Map<String, List<String>> columns;
  private final List<Long> lines;

  private TextTable(String file, Map<String, List<String>> columns, List<Long> lines) {
    super(file);
    this.columns = columns;
    this.lines = lines;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if it has no header, a column has no name or the name of
   *     another, or a row has more or fewer fields than the header
   */
  static TextTable read(String file) {
    try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      return parse(file, in);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not in UTF-8: save it in that encoding", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static TextTable parse(String file, BufferedReader in) throws IOException {
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

    TextTable table() {
      Map<String, List<String>> columns = new LinkedHashMap<>();
      for (int k = 0; k < names.size(); k++) {
        columns.put(names.get(k), cells.get(k));
      }
      return new TextTable(file, columns, lines);
    }
  }

  @Override
  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  @Override
  Column existing(String name) {
    return new TextColumn(file(), name, columns.get(name), lines);
  }
}
