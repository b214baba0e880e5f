package org.acmespark.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** Converts numbers to numbers of the same value in another type. */
final class Numbers {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          Byte.class, "a byte",
          Short.class, "a short",
          Integer.class, "an int",
          Long.class, "a long",
          Float.class, "a float",
          Double.class, "a double",
          BigInteger.class, "a BigInteger",
          BigDecimal.class, "a BigDecimal");

  private Numbers() {}

  static boolean isTarget(Class<?> boxed) {
    return NAMES.containsKey(boxed);
  }

  static Object convert(Number value, Class<?> target, String name) {
    if (target == Double.class || target == Float.class) {
      return isFloating(value)
          ? roundedFloating(value, target, name)
          : exactFloating(value, target, name);
    }
    BigDecimal exact = exact(value, target, name);
    if (target == BigDecimal.class) {
      return exact;
    }
    if (exact.stripTrailingZeros().scale() > 0) {
      throw refusal(value, target, name, "it has a fraction");
    }
    try {
      if (target == Integer.class) {
        return exact.intValueExact();
      } else if (target == Long.class) {
        return exact.longValueExact();
      } else if (target == Short.class) {
        return exact.shortValueExact();
      } else if (target == Byte.class) {
        return exact.byteValueExact();
      }
      return exact.toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw refusal(value, target, name, "it is out of range");
    }
  }

  private static boolean isFloating(Number value) {
    return value instanceof Double || value instanceof Float || value instanceof BigDecimal;
  }

  /**
   * Rounds: 0.1 is exactly neither a float nor a double, so users do not regard rounding as a loss.
   */
  private static Number roundedFloating(Number value, Class<?> target, String name) {
    double wide = value.doubleValue();
    boolean wasFinite = value instanceof BigDecimal || Double.isFinite(wide);
    if (target == Double.class) {
      // 0.1f is displayed as 0.1, but equals another double; its value is kept
      if (wasFinite && !Double.isFinite(wide)) {
        throw refusal(value, target, name, "it is out of range");
      }
      return wide;
    }
    float narrow = value.floatValue();
    if (wasFinite && !Float.isFinite(narrow)) {
      throw refusal(value, target, name, "it is out of range");
    }
    return narrow;
  }

  /** Whole numbers are not rounded, because they count things. */
  private static Number exactFloating(Number value, Class<?> target, String name) {
    BigDecimal exact = exact(value, target, name);
    Number result = target == Double.class ? (Number) exact.doubleValue() : exact.floatValue();
    double back = result.doubleValue();
    if (Double.isInfinite(back) || new BigDecimal(back).compareTo(exact) != 0) {
      throw refusal(value, target, name, "it would be rounded");
    }
    return result;
  }

  private static BigDecimal exact(Number value, Class<?> target, String name) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof Double || value instanceof Float) {
      if (!Double.isFinite(value.doubleValue())) {
        throw refusal(value, target, name, "it is not a finite number");
      }
      return new BigDecimal(value.doubleValue());
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return BigDecimal.valueOf(value.longValue());
    }
    throw refusal(value, target, name, value.getClass().getName() + " is not converted");
  }

  private static IllegalArgumentException refusal(
      Number value, Class<?> target, String name, String why) {
    return new IllegalArgumentException(
        "argument %s is %s, which cannot become %s without loss: %s"
            .formatted(name, Refusal.shown(value), NAMES.get(target), why));
  }
}
