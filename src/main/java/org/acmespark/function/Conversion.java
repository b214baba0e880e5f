package org.acmespark.function;

import java.io.File;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Converts values to the type of a parameter, without loss.
 *
 * <pre>{@code
 * Conversion.convert(3, double.class, "x");                    // 3.0
 * Conversion.convert(List.of(1, 2.5), double[].class, "x");    // {1.0, 2.5}
 * Conversion.convert(3.5, int.class, "x");                     // refused: x is 3.5 ...
 * }</pre>
 *
 * <p>Numbers become other numbers of the same value (a floating-point number may be rounded to
 * another floating-point type); lists, sequences and arrays become arrays of any rank, rectangular,
 * or lists; strings become strings, chars, paths and enum constants; any value becomes an Optional,
 * and {@code null} an empty one; {@code null} is allowed for all types except primitives; arrays
 * lose dimensions of length 1 that the parameter does not have; for a parameter of type Object,
 * lists of numbers become arrays of the smallest of int, long and double that holds them.
 */
public final class Conversion {
  /** Number types in the order in which Java widens them. */
  private static final List<Class<?>> WIDTHS =
      List.of(Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

  private static final int ANYTHING = 100;

  private Conversion() {}

  /**
   * Converts {@code given} to an object of type {@code target}, boxed if primitive.
   *
   * @param argumentName for messages
   * @throws IllegalArgumentException if that is impossible or loses information; the message has
   *     argument, value and rule
   */
  public static Object convert(Object given, Type target, String argumentName) {
    Class<?> raw = rawClass(target);
    if (raw == AsGiven.class) {
      return given;
    }
    Object value = UnitDimensions.dropped(given, raw);
    if (raw == Optional.class && !(value instanceof Optional<?>)) {
      return value == null
          ? Optional.empty()
          : Optional.of(convert(value, typeArgument(target, 0), argumentName));
    }
    if (value == null) {
      if (raw.isPrimitive()) {
        throw new IllegalArgumentException(
            "argument %s is null, which is not a value of %s"
                .formatted(argumentName, describe(target)));
      }
      return null;
    }
    if (raw == Object.class) {
      return FreeForm.of(value, argumentName);
    }
    if (raw.isArray() && Elements.has(value)) {
      return array(value, target, argumentName);
    }
    if (raw.isAssignableFrom(List.class) && Elements.has(value)) {
      return list(value, typeArgument(target, 0), argumentName);
    }
    if (raw.isAssignableFrom(Map.class) && value instanceof Map<?, ?> map) {
      return map(map, target, argumentName);
    }
    Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
    if (boxed.isInstance(value)) {
      return value;
    }
    if (Numbers.isTarget(boxed) && value instanceof Number number) {
      return Numbers.convert(number, boxed, argumentName);
    }
    if (value instanceof Character c && boxed.isAssignableFrom(String.class)) {
      return c.toString();
    }
    if (value instanceof CharSequence text) {
      return fromText(text.toString(), raw, argumentName);
    }
    throw Refusal.of(value, target, argumentName);
  }

  /**
   * Whether values of this kind fit the parameter, as a number fits a number and a list an array.
   * Looks at the first elements only; {@link #convert} may still refuse a particular value.
   */
  public static boolean fits(Object given, Type target) {
    Class<?> raw = rawClass(target);
    if (raw == AsGiven.class) {
      return true;
    }
    // Not for arrays: the rows of an n x 1 matrix are n arguments, like those of any other matrix.
    Object value = raw.isArray() ? given : UnitDimensions.dropped(given, raw);
    if (raw == Optional.class) {
      return value == null || value instanceof Optional<?> || fits(value, typeArgument(target, 0));
    }
    if (value == null) {
      return !raw.isPrimitive();
    }
    if (raw == Object.class) {
      return true;
    }
    if ((raw.isArray() || raw.isAssignableFrom(List.class)) && Elements.has(value)) {
      Type element = raw.isArray() ? componentType(target) : typeArgument(target, 0);
      return Elements.length(value) == 0 || fits(Elements.get(value, 0), element);
    }
    Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
    return boxed.isInstance(value)
        || Numbers.isTarget(boxed) && value instanceof Number
        || value instanceof Character && boxed.isAssignableFrom(String.class)
        || value instanceof CharSequence text && textFits(text, boxed);
  }

  /**
   * Distance of a value from a parameter's type, for the choice of an overload: 0 if it has that
   * type, more if a conversion is needed, most for a parameter that accepts anything. Arrays and
   * lists have the distance of their first elements.
   */
  public static int distance(Object value, Type target) {
    Class<?> raw = rawClass(target);
    if (raw == Object.class) {
      return ANYTHING;
    }
    if (value == null) {
      return 0;
    }
    if (raw == Optional.class && !(value instanceof Optional<?>)) {
      return 1 + distance(value, typeArgument(target, 0));
    }
    if ((raw.isArray() || raw.isAssignableFrom(List.class)) && Elements.has(value)) {
      Type element = raw.isArray() ? componentType(target) : typeArgument(target, 0);
      return Elements.length(value) == 0 ? 0 : distance(Elements.get(value, 0), element);
    }
    Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
    if (boxed == value.getClass()) {
      return 0;
    }
    int wide = WIDTHS.indexOf(boxed) - WIDTHS.indexOf(value.getClass());
    if (WIDTHS.contains(boxed) && WIDTHS.contains(value.getClass())) {
      return wide > 0 ? wide : WIDTHS.size() - wide;
    }
    return boxed.isInstance(value) ? 1 : ANYTHING - 1;
  }

  /** Returns the class of values of a type: {@code List} for {@code List<String>}. */
  public static Class<?> rawClass(Type type) {
    if (type instanceof Class<?> raw) {
      return raw;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return rawClass(array.getGenericComponentType()).arrayType();
    }
    if (type instanceof TypeVariable<?> variable) {
      return rawClass(variable.getBounds()[0]);
    }
    return rawClass(((WildcardType) type).getUpperBounds()[0]);
  }

  /**
   * Formats a type as in source code, without packages: {@code List<String>}, {@code double[][]}.
   */
  static String describe(Type type) {
    String scala = rawClass(type).getName().startsWith("scala.") ? "Scala's " : "";
    return scala + described(type);
  }

  private static String described(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return Arrays.stream(parameterized.getActualTypeArguments())
          .map(Conversion::describe)
          .collect(Collectors.joining(", ", rawClass(type).getSimpleName() + "<", ">"));
    }
    return type instanceof Class<?> raw ? raw.getSimpleName() : type.getTypeName();
  }

  private static Object array(Object value, Type target, String name) {
    Class<?> raw = rawClass(target);
    Type component = componentType(target);
    if (raw.isInstance(value)) {
      return value;
    }
    int length = Elements.length(value);
    Object array = Array.newInstance(raw.getComponentType(), length);
    for (int i = 0; i < length; i++) {
      Array.set(array, i, element(Elements.get(value, i), component, name, i));
    }
    requireRectangular(array, name);
    return array;
  }

  /** Avoids creating a name for numbers, which would take longer than their conversion. */
  private static Object element(Object value, Type target, String name, int i) {
    if (target == double.class && (value instanceof Double || value instanceof Integer)) {
      return ((Number) value).doubleValue();
    }
    if (target == long.class && (value instanceof Long || value instanceof Integer)) {
      return ((Number) value).longValue();
    }
    if (target == int.class && value instanceof Integer) {
      return value;
    }
    return convert(value, target, name + "[" + i + "]");
  }

  /** Deeper levels were checked when they were created. */
  private static void requireRectangular(Object array, String name) {
    if (!(array instanceof Object[] rows) || !array.getClass().getComponentType().isArray()) {
      return;
    }
    for (int i = 1; i < rows.length; i++) {
      if (!Arrays.equals(Elements.shape(rows[i]), Elements.shape(rows[0]))) {
        throw new IllegalArgumentException(
            "argument %s is ragged: %s[0] has shape %s and %s[%s] has shape %s; an array must be rectangular"
                .formatted(
                    name,
                    name,
                    Arrays.toString(Elements.shape(rows[0])),
                    name,
                    i,
                    Arrays.toString(Elements.shape(rows[i]))));
      }
    }
  }

  private static Object list(Object value, Type element, String name) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < Elements.length(value); i++) {
      list.add(element(Elements.get(value, i), element, name, i));
    }
    return list;
  }

  private static Object map(Map<?, ?> map, Type target, String name) {
    Map<Object, Object> converted = new LinkedHashMap<>();
    map.forEach(
        (key, value) ->
            converted.put(
                convert(key, typeArgument(target, 0), "key of " + name),
                convert(value, typeArgument(target, 1), name + "." + key)));
    return converted;
  }

  private static boolean textFits(CharSequence text, Class<?> target) {
    return target.isAssignableFrom(String.class)
        || target.isEnum()
        || target == Path.class
        || target == File.class
        || NumberNames.has(text, target)
        || isChar(target) && text.length() == 1;
  }

  private static boolean isChar(Class<?> type) {
    return type == char.class || type == Character.class;
  }

  private static Object fromText(String text, Class<?> target, String name) {
    Class<?> boxed = MethodType.methodType(target).wrap().returnType();
    if (!textFits(text, boxed)) {
      throw Refusal.of(text, target, name);
    }
    if (isChar(target)) {
      return text.charAt(0);
    }
    if (NumberNames.has(text, boxed)) {
      return Numbers.convert(NumberNames.value(text), boxed, name);
    }
    if (target == File.class) {
      return new File(text);
    }
    if (target == Path.class) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(
            "argument %s is %s, which is not a path: %s"
                .formatted(name, Refusal.shown(text), e.getReason()),
            e);
      }
    }
    if (!target.isEnum()) {
      return text;
    }
    return Arrays.stream(target.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "argument %s is %s, but %s has only %s"
                        .formatted(
                            name,
                            Refusal.shown(text),
                            target.getSimpleName(),
                            Arrays.toString(target.getEnumConstants()))));
  }

  private static Type componentType(Type array) {
    return array instanceof GenericArrayType generic
        ? generic.getGenericComponentType()
        : rawClass(array).getComponentType();
  }

  private static Type typeArgument(Type type, int position) {
    return type instanceof ParameterizedType parameterized
        ? parameterized.getActualTypeArguments()[position]
        : Object.class;
  }
}
