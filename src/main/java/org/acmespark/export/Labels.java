package org.acmespark.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.NotStorableException;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;

/**
 * What a netCDF file says about results beside their values: names of variables and dimensions,
 * units, and values along dimensions. Immutable.
 *
 * <pre>{@code
 * // Results of shape (3, 1000): a row of 1000 samples for each of 3 channels.
 * Labels.NONE.variables("potential").dimensions("channel", "time").units("potential", "uV")
 *     .coordinate("time", seconds).units("time", "s")
 * }</pre>
 */
public final class Labels {
  /** Default names: {@code result_0}, {@code result_0_dim_0}, ...; no units. */
  public static final Labels NONE = new Labels(List.of(), Map.of(), Map.of(), Map.of());

  /** Stands for every return value. */
  static final String EACH = "";

  /** Names that netCDF-C and programs in most languages accept. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.@+-]*");

  private final List<String> variables;
  private final Map<String, List<String>> dimensions;
  private final Map<String, String> units;
  private final Map<String, Hdf5Value> coordinates;

  private Labels(
      List<String> variables,
      Map<String, List<String>> dimensions,
      Map<String, String> units,
      Map<String, Hdf5Value> coordinates) {
    this.variables = variables;
    this.dimensions = dimensions;
    this.units = units;
    this.coordinates = coordinates;
  }

  /**
   * Names the return values, all of them, in their order.
   *
   * @throws IllegalArgumentException if a name is not a letter or {@code _}, followed by letters,
   *     digits or one of {@code _.@+-}
   */
  public Labels variables(String... names) {
    return new Labels(checked(names), dimensions, units, coordinates);
  }

  /**
   * Names the dimensions of one result, for all return values that are arrays. The dimension before
   * them is always {@code computation}.
   *
   * @throws IllegalArgumentException if a name is not one, as in {@link #variables}
   */
  public Labels dimensions(String... names) {
    return dimensionsOf(EACH, names);
  }

  /**
   * Names the dimensions of one return value.
   *
   * @param variable its name: that of {@link #variables}, or {@code result_0}, ...
   * @throws IllegalArgumentException if a name is not one, as in {@link #variables}
   */
  public Labels dimensionsOf(String variable, String... names) {
    return new Labels(variables, with(dimensions, variable, checked(names)), units, coordinates);
  }

  /** Says in which unit the only return value is, such as {@code uV} or {@code m s-1}. */
  public Labels units(String unit) {
    return units(EACH, unit);
  }

  /** Says in which unit a return value, or the coordinate of a dimension, is. */
  public Labels units(String name, String unit) {
    return new Labels(variables, dimensions, with(units, name, unit.strip()), coordinates);
  }

  /**
   * Gives the values that lie along a dimension, such as times or frequencies.
   *
   * @param dimension its name, also {@code computation}, whose values are otherwise 0, 1, ...
   * @param values a one-dimensional array, a list or a {@link Sequence} of numbers or texts
   * @throws IllegalArgumentException if they are anything else
   */
  public Labels coordinate(String dimension, Object values) {
    return new Labels(
        variables, dimensions, units, with(coordinates, dimension, line(dimension, values)));
  }

  private static Hdf5Value line(String dimension, Object values) {
    Hdf5Value line;
    try {
      line = values instanceof Hdf5Value stored ? stored : Hdf5Value.of(java(values));
    } catch (NotStorableException e) {
      throw new IllegalArgumentException(
          "coordinate of %s: expected a list of numbers or texts: %s"
              .formatted(dimension, e.getMessage()),
          e);
    }
    ElementType type = line.type();
    if (line.shape().length != 1
        || type == ElementType.BOOL
        || type == ElementType.FLOAT16
        || type.entriesPerElement() == 2) {
      throw new IllegalArgumentException(
          "coordinate of %s: expected one dimension of numbers or texts, not %s"
              .formatted(dimension, Kinds.of(line)));
    }
    return line;
  }

  private static Object java(Object values) {
    if (values instanceof Sequence<?> sequence) {
      List<Object> list = new ArrayList<>();
      for (long k = 0; k < sequence.length(); k++) {
        list.add(sequence.get(k));
      }
      return list;
    }
    return values instanceof StoredValue stored ? stored.toJava() : values;
  }

  private static List<String> checked(String... names) {
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'%s' cannot be a name in a netCDF file: it must be a letter or _, followed by letters, digits or one of _.@+-"
                .formatted(name));
      }
    }
    return List.of(names);
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    Map<String, T> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  boolean isEmpty() {
    return variables.isEmpty() && dimensions.isEmpty() && units.isEmpty() && coordinates.isEmpty();
  }

  List<String> variables() {
    return variables;
  }

  /** Names of dimensions, by variable or {@link #EACH}. */
  Map<String, List<String>> dimensions() {
    return dimensions;
  }

  /** Units, by variable, dimension or {@link #EACH}. */
  Map<String, String> units() {
    return units;
  }

  /** Arrays of one dimension, by the name of the dimension that they lie along. */
  Map<String, Hdf5Value> coordinates() {
    return coordinates;
  }
}
