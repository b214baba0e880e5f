package org.acmespark.binding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.acmespark.function.EditDistance;
import org.acmespark.function.OwnDefault;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;

/**
 * Assigns values to parameters as Python does: by position first, then by name, then by default.
 *
 * @param values one per parameter, in order
 */
record ParameterAssignment(UserFunction function, List<Value> values) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * A parameter's value.
   *
   * @param value plain value, sequence or Arg; null is JSON's null
   * @param defaultLength length of the parameter's default, if that is a list
   */
  record Value(Parameter parameter, Object value, OptionalLong defaultLength, boolean isDefault) {}

  /**
   * Returns one assignment for each overload that the number and the names of the arguments allow,
   * and at least one.
   *
   * @throws IllegalArgumentException if no overload is possible; the message says why
   */
  static List<ParameterAssignment> possible(
      List<UserFunction> overloads, List<Object> positional, Map<String, Object> named) {
    if (overloads.size() == 1) {
      return List.of(assign(overloads.get(0), positional, named));
    }
    List<ParameterAssignment> possible = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (UserFunction overload : overloads) {
      try {
        possible.add(assign(overload, positional, named));
      } catch (IllegalArgumentException e) {
        reasons.add(e.getMessage());
      }
    }
    if (possible.isEmpty()) {
      throw new IllegalArgumentException(
          "no overload of %s takes these arguments: %s"
              .formatted(overloads.get(0).name(), String.join("; ", reasons)));
    }
    return possible;
  }

  private static ParameterAssignment assign(
      UserFunction function, List<Object> positional, Map<String, Object> named) {
    Map<String, Object> given =
        new HashMap<>(
            byPosition(
                function, positional.stream().filter(value -> !(value instanceof Table)).toList()));
    named.forEach(
        (name, value) -> {
          requireKnown(function, name);
          if (given.containsKey(name)) {
            throw new IllegalArgumentException(
                "argument %s of %s is given twice, by position and by name"
                    .formatted(name, function.signature()));
          }
          given.put(name, value);
        });
    for (Object value : positional) {
      if (value instanceof Table table) {
        table.fill(function, given);
      }
    }
    return new ParameterAssignment(
        function,
        function.parameters().stream()
            .map(parameter -> value(function, parameter, given))
            .toList());
  }

  private static Map<String, Object> byPosition(UserFunction function, List<Object> positional) {
    List<Parameter> fillable =
        function.parameters().stream().filter(p -> p.kind() == Parameter.Kind.VALUE).toList();
    if (positional.size() > fillable.size()) {
      throw new IllegalArgumentException(
          "%s takes %s, but was given %s"
              .formatted(
                  function.signature(),
                  fillable.size() == 1 ? "1 argument" : fillable.size() + " arguments",
                  positional.size()));
    }
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      given.put(fillable.get(i).name(), positional.get(i));
    }
    return given;
  }

  private static void requireKnown(UserFunction function, String name) {
    List<String> names =
        function.parameters().stream()
            .map(Parameter::name)
            .filter(known -> !known.isEmpty())
            .toList();
    if (!names.contains(name)) {
      boolean nameless = !names.isEmpty() && names.stream().allMatch(n -> n.matches("arg\\d+"));
      throw new IllegalArgumentException(
          "%s has no argument %s; %s"
              .formatted(
                  function.signature(),
                  name,
                  nameless
                      ? "names of its parameters are not known: compile it with -parameters, or mark them @Name"
                      : "nearest to it: %s; all are %s"
                          .formatted(
                              EditDistance.nearest(name, names, 1).stream()
                                  .findFirst()
                                  .orElse("none"),
                              names)));
    }
  }

  private static Value value(
      UserFunction function, Parameter parameter, Map<String, Object> given) {
    boolean isGiven = given.containsKey(parameter.name());
    if (parameter.kind() == Parameter.Kind.COMPUTATION
        && isGiven
        && !(given.get(parameter.name()) instanceof Arg.Context)) {
      throw new IllegalArgumentException(
          "argument %s of %s is the computation's context, which the run gives"
              .formatted(parameter.name(), function.signature()));
    }
    boolean isContext = parameter.kind() != Parameter.Kind.VALUE && !isGiven;
    if (!isGiven && !isContext && function.ownsDefaults() && parameter.defaultJson().isPresent()) {
      var own = new Arg.All<>(OwnDefault.DEFAULT);
      return new Value(parameter, own, OptionalLong.empty(), true);
    }
    Object json =
        isContext || function.ownsDefaults() || parameter.defaultJson().isEmpty()
            ? null
            : defaultOf(function, parameter);
    OptionalLong defaultLength =
        json instanceof List<?> list ? OptionalLong.of(list.size()) : OptionalLong.empty();
    if (isContext) {
      return new Value(parameter, new Arg.Context(), defaultLength, false);
    }
    if (isGiven) {
      return new Value(parameter, given.get(parameter.name()), defaultLength, false);
    }
    if (parameter.defaultJson().isEmpty()) {
      throw new IllegalArgumentException(
          "argument %s of %s is missing".formatted(parameter.name(), function.signature()));
    }
    return new Value(parameter, json, defaultLength, true);
  }

  private static Object defaultOf(UserFunction function, Parameter parameter) {
    String text = parameter.defaultJson().orElseThrow();
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the @Default of parameter %s of %s is no JSON: %s (text needs quotation marks: @Default(\"\\\"%s\\\"\"))"
              .formatted(parameter.name(), function, e.getOriginalMessage(), text),
          e);
    }
  }
}
