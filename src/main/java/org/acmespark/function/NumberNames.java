package org.acmespark.function;

import java.util.Locale;

/** Names of numbers in Python and numpy: {@code inf}, {@code -np.inf}. */
final class NumberNames {
  private NumberNames() {}

  /** Whether a text names a number, and the parameter's class, boxed, is one that holds it. */
  static boolean has(CharSequence text, Class<?> boxed) {
    return (boxed == Double.class || boxed == Float.class)
        && text.toString()
            .strip()
            .toLowerCase(Locale.ROOT)
            .matches("[+-]?((np|numpy|math)\\.)?(inf|infinity|nan)");
  }

  static double value(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.endsWith("nan")) {
      return Double.NaN;
    }
    return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
