package org.acmespark.function;

import java.lang.reflect.Type;
import java.util.Optional;

/**
 * A parameter of a function that was found by name.
 *
 * @param name from {@code @Name} or {@code -parameters}, else {@code arg0}, {@code arg1}, ...
 * @param type as declared
 * @param defaultJson the text of {@code @Default}
 * @param kind who gives it its value
 * @param position from 0
 */
public record Parameter(
    String name, Type type, Optional<String> defaultJson, Kind kind, int position) {

  /** Who gives a parameter its value. */
  public enum Kind {
    /** The caller. */
    VALUE,
    /** The run: the computation's context. */
    COMPUTATION,
    /** The run, unless the caller does by name: the computation's index. */
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
