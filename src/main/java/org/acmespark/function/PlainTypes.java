package org.acmespark.function;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/**
 * Recognizes classes whose objects cannot contain notebook classes: numbers, strings, arrays and
 * records of them. The search for notebook classes skips their contents.
 */
final class PlainTypes {
  /** Immutable values without parts of another class. */
  static final Set<Class<?>> VALUES =
      Set.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Character.class,
          String.class,
          BigInteger.class,
          BigDecimal.class);

  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return exactly(type, new HashSet<>());
        }
      };

  private PlainTypes() {}

  /** Whether an object of exactly this class is plain. */
  static boolean contains(Class<?> type) {
    return KNOWN.get(type);
  }

  private static boolean exactly(Class<?> type, Set<Class<?>> assumed) {
    if (type.isPrimitive() || VALUES.contains(type) || Enum.class.isAssignableFrom(type)) {
      return true;
    }
    if (type.isArray()) {
      return declared(type.getComponentType(), assumed);
    }
    if (type.getClassLoader() == null
        || !Serializable.class.isAssignableFrom(type)
        || Externalizable.class.isAssignableFrom(type)
        || !(type.isRecord() || type.getSuperclass() == Object.class)
        || hasSayInSerialization(type)) {
      return false;
    }
    assumed.add(type);
    for (Field field : type.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (!Modifier.isStatic(modifiers)
          && !Modifier.isTransient(modifiers)
          && !declared(field.getType(), assumed)) {
        return false;
      }
    }
    return true;
  }

  /** Whether every value of a variable of this type is plain. */
  private static boolean declared(Class<?> type, Set<Class<?>> assumed) {
    boolean exact = type.isArray() || Modifier.isFinal(type.getModifiers()) || type.isEnum();
    return exact && (assumed.contains(type) || exactly(type, assumed))
        || type == BigInteger.class
        || type == BigDecimal.class;
  }

  private static boolean hasSayInSerialization(Class<?> type) {
    for (var method : type.getDeclaredMethods()) {
      if (method.getName().equals("writeObject") || method.getName().equals("writeReplace")) {
        return true;
      }
    }
    return false;
  }
}
