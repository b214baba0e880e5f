package org.acmespark.function;

import java.lang.reflect.Type;
import java.util.Optional;

/**
 * A parameter of a function that was found by name.
 *
 * @param name from {@code @Name} or {@code -parameters}, else {@code arg0}, {@code arg1}, ...
 * @param type as declared
 * @param defaultJson text of {@code @Default}
 * @param kind source of its value
 * @param position from 0
 */
public record Parameter(
    String name, Type type, Optional<String> defaultJson, Kind kind, int position) {

  /** The source of a parameter's value. */
  public enum Kind {
    /** The caller gives the value. */
    VALUE,
    /** The run gives the computation's context. */
    COMPUTATION,
    /** The run gives the computation's index, unless the caller gives a value by name. */
    TASK_ID
  }

  /** {@code double cutoff = 50}. */
  @Override
  public String toString() {
    return Conversion.describe(type)
        + " "
        + name
        + defaultJson.map(json -> " = " + json).orElse("");
  }
}
