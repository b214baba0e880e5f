package org.acmespark.function;

import java.lang.reflect.Array;
import java.lang.reflect.Type;

/** Creates messages for values that a parameter does not accept. */
final class Refusal {
  private static final int SHOWN = 60;

  private Refusal() {}

  static IllegalArgumentException of(Object value, Type target, String name) {
    Class<?> raw = Conversion.rawClass(target);
    String hint = "";
    if (raw == String.class && value instanceof Number) {
      hint = "; write \"" + value + "\" if it is meant as text";
    } else if (raw.getName().startsWith("scala.")) {
      hint = "; declare an array, or java.util's collection, which are filled from lists";
    } else if (raw.isArray() && !Elements.has(value)) {
      hint = "; write [...] around it if it is meant as an array of one";
    }
    return new IllegalArgumentException(
        "argument %s is %s, but its parameter takes %s%s"
            .formatted(name, shown(value), Conversion.describe(target), hint));
  }

  /** Describes a value of any size in a few words. */
  static String shown(Object value) {
    if (value instanceof CharSequence text) {
      return "\"" + (text.length() > SHOWN ? text.subSequence(0, SHOWN) + "..." : text) + "\"";
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
      String text = value.toString();
      return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
    if (value == null) {
      return "null";
    }
    if (value.getClass().isArray()) {
      return value.getClass().getComponentType().getSimpleName()
          + "["
          + Array.getLength(value)
          + "]";
    }
    return Elements.has(value)
        ? "a list of " + Elements.length(value) + " values"
        : "a " + value.getClass().getTypeName();
  }
}
