package org.acmespark.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * The names in a netCDF file of certain results: {@link Labels} that fit them, and defaults.
 *
 * @param variables names of the return values, in their order
 * @param dimensions for each of them the names of the dimensions after {@code computation}
 * @param lengths of these dimensions, by name
 * @param units by name of a variable or dimension
 * @param coordinates by name of the dimension that they lie along
 */
record Labelled(
    List<String> variables,
    List<List<String>> dimensions,
    Map<String, Long> lengths,
    Map<String, String> units,
    Map<String, Hdf5Value> coordinates) {
  /** The dimension along which computations lie. */
  static final String STACK = "computation";

  /** Variables that each file has. */
  private static final Set<String> TAKEN = Set.of(STACK, "seconds", "status", "host", "error");

  /**
   * Returns the names for the results of a run.
   *
   * @param labels what users have named
   * @param samples the return values of one computation
   * @param n number of computations
   * @throws IllegalArgumentException if a label does not fit the results
   */
  static Labelled of(Labels labels, List<Hdf5Value> samples, long n) {
    List<String> variables = variables(labels, samples.size());
    List<List<String>> dimensions = new ArrayList<>();
    Map<String, Long> lengths = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    requireKnown("return value", labels.dimensions().keySet(), variables);
    for (int k = 0; k < variables.size(); k++) {
      List<String> names = dimensions(labels, variables.get(k), samples.get(k));
      for (int axis = 0; axis < names.size(); axis++) {
        String name = names.get(axis);
        long length = samples.get(k).shape()[axis];
        Long before = lengths.putIfAbsent(name, length);
        if (before != null && (before != length || names.indexOf(name) < axis)) {
          throw new IllegalArgumentException(
              names.indexOf(name) < axis
                  ? "%s has two dimensions %s".formatted(variables.get(k), name)
                  : "dimension %s has %s elements in %s and %s in %s: give them different names"
                      .formatted(name, before, owners.get(name), length, variables.get(k)));
        }
        owners.putIfAbsent(name, variables.get(k));
        requireFree(name, variables);
      }
      dimensions.add(names);
    }
    requireUsed(labels, samples);
    requireCoordinates(labels.coordinates(), lengths, n);
    return new Labelled(
        variables, dimensions, lengths, units(labels, variables, lengths), labels.coordinates());
  }

  private static List<String> variables(Labels labels, int count) {
    List<String> names = labels.variables();
    if (names.isEmpty()) {
      return Kinds.names(count);
    }
    if (names.size() != count) {
      throw new IllegalArgumentException(
          "there are %s return values, but %s names for them: %s"
              .formatted(count, names.size(), String.join(", ", names)));
    }
    for (int k = 0; k < count; k++) {
      if (TAKEN.contains(names.get(k)) || names.indexOf(names.get(k)) < k) {
        throw new IllegalArgumentException(
            "two variables would have the name %s; each file has %s"
                .formatted(names.get(k), TAKEN.stream().sorted().toList()));
      }
    }
    return names;
  }

  private static List<String> dimensions(Labels labels, String variable, Hdf5Value sample) {
    int rank = sample.shape().length;
    List<String> own = labels.dimensions().get(variable);
    List<String> each = labels.dimensions().get(Labels.EACH);
    List<String> given = own == null && rank > 0 ? each : own;
    if (given != null && given.size() != rank) {
      throw new IllegalArgumentException(
          "%s is %s, which has %s dimension%s, but %s names are given: %s"
              .formatted(
                  variable,
                  Kinds.of(sample),
                  rank,
                  rank == 1 ? "" : "s",
                  given.size(),
                  String.join(", ", given)));
    }
    if (given != null) {
      return given;
    }
    List<String> names = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      names.add(variable + "_dim_" + axis);
    }
    return names;
  }

  private static void requireFree(String dimension, List<String> variables) {
    if (TAKEN.contains(dimension) || variables.contains(dimension)) {
      throw new IllegalArgumentException(
          "a dimension cannot be called %s, because the file has a variable of this name"
              .formatted(dimension));
    }
  }

  private static void requireUsed(Labels labels, List<Hdf5Value> samples) {
    boolean given = labels.dimensions().containsKey(Labels.EACH);
    if (given && samples.stream().allMatch(Hdf5Value::isScalar)) {
      throw new IllegalArgumentException(
          "names of dimensions are given (%s), but all results are scalars"
              .formatted(String.join(", ", labels.dimensions().get(Labels.EACH))));
    }
  }

  private static void requireCoordinates(
      Map<String, Hdf5Value> coordinates, Map<String, Long> lengths, long n) {
    List<String> all = new ArrayList<>(List.of(STACK));
    all.addAll(lengths.keySet());
    requireKnown("dimension", coordinates.keySet(), all);
    coordinates.forEach(
        (name, values) -> {
          long length = name.equals(STACK) ? n : lengths.get(name);
          if (values.shape()[0] != length) {
            throw new IllegalArgumentException(
                "dimension %s has %s elements, but its coordinate has %s"
                    .formatted(name, length, values.shape()[0]));
          }
        });
  }

  private static Map<String, String> units(
      Labels labels, List<String> variables, Map<String, Long> lengths) {
    Map<String, String> units = new LinkedHashMap<>(labels.units());
    String only = units.remove(Labels.EACH);
    if (only != null) {
      if (variables.size() != 1) {
        throw new IllegalArgumentException(
            "there are %s return values (%s): say of which one %s is the unit, as in %s=%s"
                .formatted(
                    variables.size(),
                    String.join(", ", variables),
                    only,
                    variables.isEmpty() ? Kinds.name(0) : variables.get(0),
                    only));
      }
      units.put(variables.get(0), only);
    }
    Optional<String> bare =
        units.keySet().stream()
            .filter(name -> lengths.containsKey(name) && !labels.coordinates().containsKey(name))
            .findFirst();
    if (bare.isPresent()) {
      throw new IllegalArgumentException(
          "dimension %s has a unit, but no coordinate whose unit it could be"
              .formatted(bare.get()));
    }
    List<String> all = new ArrayList<>(variables);
    all.addAll(labels.coordinates().keySet());
    requireKnown("return value or coordinate", units.keySet(), all);
    return units;
  }

  private static void requireKnown(String what, Set<String> given, Collection<String> known) {
    for (String name : given) {
      if (!name.equals(Labels.EACH) && !known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no %s %s, but %s".formatted(what, name, String.join(", ", known)));
      }
    }
  }
}
