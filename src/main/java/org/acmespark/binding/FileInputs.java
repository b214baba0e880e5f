package org.acmespark.binding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.function.Conversion;
import org.acmespark.hdf5.input.OtherFormats;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Arg;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Sequences;

/**
 * Reads inputs from files that a text names, on the driver.
 *
 * <pre>
 * FILE.h5:/dataset            the whole dataset; also of netCDF files
 * FILE.h5:/dataset[:,*]       one slice per computation; [0:500,*] a part of it
 * FILE.h5:/dataset@attribute  an attribute
 * FILE.npy, FILE.npy[:,*]     the array of an .npy file
 * FILE.csv:column             a column of a table; FILE.csv alone each column, for its parameter
 * FILE.parquet:column         also of a table in Parquet's format
 * sub-*.h5:/dataset           the dataset of one file per computation; also with attributes, .npy
 * </pre>
 *
 * <p>A dataset whose name has brackets, quotes or {@code @} is written as a JSON string.
 */
public final class FileInputs {
  private static final String PART = "(?:@(?<attribute>[^\\[@]+))?(?:\\[(?<brackets>.*)])?";
  private static final Pattern DATASET = Pattern.compile("(?<file>.+):(?<path>/[^\\[@]*)" + PART);
  private static final Pattern QUOTED_DATASET =
      Pattern.compile("(?<file>.+?):(?<path>\"/(?:[^\"\\\\]|\\\\.)*\")" + PART);
  private static final Pattern ARRAY =
      Pattern.compile("(?i)(?<file>.+\\.npy)(?<attribute>(?!))?(?:\\[(?<brackets>.*)])?");

  private static final Pattern TABLE =
      Pattern.compile("(?i)(?<file>.+?\\.(?:csv|tsv|parquet))(?::(?<column>.+))?");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNNAMED = "/";

  private FileInputs() {}

  /**
   * Returns a dataset, a part of it or an attribute, with its type in the file ({@link Hdf5Value});
   * {@link Arg.Slices}, {@link Arg.Files} or {@link Arg.Each} if computations get different parts,
   * of type Object; a table or a column of one; empty if the text names no such file.
   *
   * @param source the text
   * @param shown the text as the user knows it, for messages
   * @throws IllegalArgumentException if a file, dataset, attribute or dimension does not exist
   */
  public static Optional<Object> read(String source, String shown) {
    String expanded = HomeDirectory.expand(source);
    Matcher table = TABLE.matcher(expanded);
    if (table.matches()) {
      return Optional.of(table(table.group("file"), table.group("column"), shown));
    }
    Matcher quoted = QUOTED_DATASET.matcher(expanded);
    if (quoted.matches()) {
      return Optional.of(read(quoted, unquoted(quoted.group("path"), shown), shown));
    }
    Matcher dataset = DATASET.matcher(expanded);
    if (dataset.matches()) {
      return Optional.of(read(dataset, dataset.group("path"), shown));
    }
    Matcher array = ARRAY.matcher(expanded);
    return array.matches() ? Optional.of(read(array, UNNAMED, shown)) : Optional.empty();
  }

  /**
   * Converts an input of {@link #read} to the type of a parameter.
   *
   * @throws IllegalArgumentException if computations do not get different parts of it
   */
  public static <T> Arg<T> typed(Object input, Class<T> type, String shown) {
    if (input instanceof Arg.Slices<?> slices) {
      return slices.as(type);
    }
    if (input instanceof Arg.Files<?> files) {
      return files.as(type);
    }
    if (input instanceof Column column) {
      return new Arg.Each<>(converted(column.as(type, shown), type, shown));
    }
    if (input instanceof Arg.Each<?> each) {
      List<Object> values = new ArrayList<>();
      for (long k = 0; k < each.values().length(); k++) {
        values.add(each.values().get(k));
      }
      return new Arg.Each<>(converted(values, type, shown));
    }
    throw new IllegalArgumentException(
        "'%s': every computation would get the same; mark a dimension with *, or use all(Datasets.read(...))"
            .formatted(shown));
  }

  private static <T> Sequence<T> converted(List<Object> elements, Class<T> type, String shown) {
    List<T> values = new ArrayList<>();
    for (int k = 0; k < elements.size(); k++) {
      @SuppressWarnings("unchecked") // the box of a primitive type is a T as well
      T value = (T) Conversion.convert(elements.get(k), type, shown + "[" + k + "]");
      values.add(value);
    }
    return Sequences.of(values);
  }

  private static Object table(String file, String column, String shown) {
    if (FilePattern.is(file)) {
      throw new IllegalArgumentException(
          "'%s': tables are read one at a time, with a row for each computation".formatted(shown));
    }
    Table table = Table.read(file);
    return column == null ? table : table.column(column);
  }

  private static String unquoted(String json, String shown) {
    try {
      return JSON.readValue(json, String.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "'%s': %s is no JSON string: %s".formatted(shown, json, e.getOriginalMessage()), e);
    }
  }

  private static Object read(Matcher parts, String path, String shown) {
    String file = parts.group("file");
    String attribute = parts.group("attribute");
    String text = parts.group("brackets");
    if (attribute != null && text != null) {
      throw new IllegalArgumentException(
          "'%s': an attribute is read whole; leave out [%s]".formatted(shown, text));
    }
    Optional<Brackets> brackets =
        Optional.ofNullable(text)
            .map(
                inside ->
                    Brackets.parse(
                        inside,
                        shown,
                        path.equals(UNNAMED) ? "" : "@%s:\"%s[...]\"".formatted(file, path)));
    if (FilePattern.is(file)) {
      List<String> files = FilePattern.find(file);
      return attribute == null
          ? ofEach(files, path, brackets, shown)
          : new Arg.Each<>(Sequences.of(attributes(files, path, attribute)));
    }
    if (attribute != null) {
      return attribute(file, path, attribute);
    }
    return brackets
        .<Object>map(inside -> part(file, path, inside, text, shown))
        .orElseGet(() -> whole(file, path));
  }

  private static Hdf5Value whole(String file, String path) {
    try (SliceReader reader = open(file)) {
      return reader.readWhole(path);
    }
  }

  private static Object part(
      String file, String path, Brackets brackets, String text, String shown) {
    if (brackets.axis() < 0 && brackets.isAll()) {
      throw new IllegalArgumentException(
          "'%s': no *; mark the dimension that is spread over the computations, or leave out [%s] to pass the whole dataset"
              .formatted(shown, text));
    }
    try (SliceReader reader = open(file)) {
      brackets.requireIn(reader.shape(path), shown);
      return brackets.axis() < 0
          ? reader.part(path, brackets.kept())
          : new Arg.Slices<>(file, path, brackets.axis(), brackets.kept(), Object.class);
    }
  }

  private static Arg.Files<Object> ofEach(
      List<String> files, String path, Optional<Brackets> brackets, String shown) {
    if (brackets.isPresent() && brackets.get().axis() >= 0) {
      throw new IllegalArgumentException(
          "'%s': the pattern gives each computation a file of its own, and * in brackets a slice of one file; use one of them"
              .formatted(shown));
    }
    for (String file : files) {
      try (SliceReader reader = open(file)) {
        long[] shape = reader.shape(path);
        brackets.ifPresent(inside -> inside.requireIn(shape, shown + ", " + file));
      }
    }
    return new Arg.Files<>(
        files, path, brackets.map(Brackets::kept).orElse(List.of()), Object.class);
  }

  private static Hdf5Value attribute(String file, String path, String name) {
    try (SliceReader reader = open(file)) {
      return reader.attribute(path, name);
    }
  }

  private static List<Object> attributes(List<String> files, String path, String name) {
    List<Object> values = new ArrayList<>();
    for (String file : files) {
      values.add(attribute(file, path, name).withoutUnitDimensions(0).toJava());
    }
    return values;
  }

  private static SliceReader open(String file) {
    requireReadable(file);
    return SliceReader.open(file);
  }

  /**
   * Refuses a file that does not exist, or is neither HDF5, netCDF nor {@code .npy}.
   *
   * @throws IllegalArgumentException with the command that converts the file, if its kind is known
   */
  public static void requireReadable(String file) {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    OtherFormats.refuse(Path.of(file));
  }
}
