package org.acmespark.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.acmespark.function.Conversion;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Sequences;

/**
 * Chooses one of several methods with the same name, as Java does: among the methods that take the
 * values, the one whose parameter types are nearest to them.
 */
final class Overloads {
  private Overloads() {}

  /**
   * Chooses among methods that the number and the names of the arguments allow.
   *
   * @param bind converts the values to a method's parameters, or refuses them
   * @throws IllegalArgumentException if no method takes the values, or no method is nearer than all
   *     others; names the methods that fit
   */
  static AutomaticBinding.Bound choose(
      List<ParameterAssignment> possible,
      Function<ParameterAssignment, AutomaticBinding.Bound> bind) {
    Map<ParameterAssignment, AutomaticBinding.Bound> fitting = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    for (ParameterAssignment assignment : possible) {
      try {
        fitting.put(assignment, bind.apply(assignment));
      } catch (IllegalArgumentException e) {
        reasons.add(assignment.function().signature() + ": " + e.getMessage());
      }
    }
    String name = possible.get(0).function().name();
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          "no overload of %s takes these arguments: %s"
              .formatted(name, String.join("; ", reasons)));
    }
    for (var one : fitting.entrySet()) {
      int[] distances = distances(one.getKey(), one.getValue());
      boolean nearest =
          fitting.entrySet().stream()
              .allMatch(
                  other ->
                      other.getKey() == one.getKey()
                          || isNearer(distances, distances(other.getKey(), other.getValue())));
      if (nearest) {
        return one.getValue();
      }
    }
    throw new IllegalArgumentException(
        "%s is overloaded, and these arguments suit %s: name the arguments, or write the types of the parameters, as in \"%s\""
            .formatted(
                name,
                fitting.keySet().stream()
                    .map(assignment -> assignment.function().signature())
                    .collect(Collectors.joining(" and ")),
                possible.get(0).function().spec()));
  }

  /**
   * Whether the first method has fewer parameters, or has as many and is farther in no parameter
   * and nearer in one.
   */
  private static boolean isNearer(int[] one, int[] other) {
    if (one.length != other.length) {
      return one.length < other.length;
    }
    boolean nearer = false;
    for (int k = 0; k < one.length; k++) {
      if (one[k] > other[k]) {
        return false;
      }
      nearer |= one[k] < other[k];
    }
    return nearer;
  }

  private static int[] distances(ParameterAssignment assignment, AutomaticBinding.Bound bound) {
    int[] distances = new int[bound.args().size()];
    for (int k = 0; k < distances.length; k++) {
      ParameterAssignment.Value value = assignment.values().get(k);
      distances[k] =
          Conversion.distance(sample(value.value(), bound.args().get(k)), value.parameter().type());
    }
    return distances;
  }

  /** Returns the part of a given value that one call gets. */
  private static Object sample(Object given, Arg<?> bound) {
    if (given instanceof Arg.All<?> all) {
      return all.value();
    }
    Object many = given instanceof Arg.Each<?> each ? each.values() : given;
    if (!(bound instanceof Arg.Each<?>) || many == null) {
      return many;
    }
    Sequence<?> elements = Sequences.elementsOf(many);
    return elements.length() == 0 ? many : elements.get(0);
  }
}
