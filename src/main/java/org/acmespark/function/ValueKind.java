package org.acmespark.function;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** How objects of one class can be copied, according to the class. */
enum ValueKind {
  /** Immutable. */
  CONSTANT,
  PRIMITIVE_ARRAY,
  ARRAY,
  ARRAY_LIST,
  /** A list from {@link Arrays#asList}. */
  FIXED_LIST,
  /** A list from {@link List#of()} and similar methods: immutable if its elements are. */
  CONSTANT_LIST,
  /** A set or map from {@link Set#of()} or {@link Map#of()}: immutable if its content is. */
  CONSTANT_COLLECTION,
  HASH_MAP,
  OPTIONAL,
  RECORD,
  /** All its fields are final: immutable if their values are. */
  FINAL_FIELDS,
  /** Only serialization can copy it. */
  OTHER;

  /** Immutable classes beside the {@link PlainTypes#VALUES}. */
  private static final Set<Class<?>> CONSTANTS =
      Set.of(
          Class.class,
          UUID.class,
          URI.class,
          URL.class,
          File.class,
          Locale.class,
          Pattern.class,
          Currency.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class);

  private static final Class<?> FIXED = Arrays.asList(1).getClass();

  private static final String CONSTANT_COLLECTIONS = "java.util.ImmutableCollections$";

  /** Broadcasts and accumulators are meant to be shared. */
  private static final String SPARK = "org.apache.spark.";

  /** Properties that are determined once per class. */
  record Known(ValueKind kind, List<Field> fields) {}

  private static final ClassValue<Known> KNOWN =
      new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
          ValueKind kind = find(type);
          if (kind != FINAL_FIELDS && kind != RECORD) {
            return new Known(kind, List.of());
          }
          return finalFields(type)
              .map(fields -> new Known(fields.isEmpty() ? CONSTANT : kind, fields))
              .orElse(new Known(OTHER, List.of()));
        }
      };

  static Known of(Object value) {
    return KNOWN.get(value.getClass());
  }

  private static ValueKind find(Class<?> type) {
    if (type.isArray()) {
      return type.getComponentType().isPrimitive() ? PRIMITIVE_ARRAY : ARRAY;
    }
    if (isConstant(type)) {
      return CONSTANT;
    }
    if (type == ArrayList.class) {
      return ARRAY_LIST;
    }
    if (type == FIXED) {
      return FIXED_LIST;
    }
    if (type.getName().startsWith(CONSTANT_COLLECTIONS)) {
      return List.class.isAssignableFrom(type) ? CONSTANT_LIST : CONSTANT_COLLECTION;
    }
    if (type == HashMap.class || type == LinkedHashMap.class) {
      return HASH_MAP;
    }
    if (type == Optional.class) {
      return OPTIONAL;
    }
    if (type.isRecord()) {
      return RECORD;
    }
    return type.getName().startsWith("java.") ? OTHER : FINAL_FIELDS;
  }

  private static boolean isConstant(Class<?> type) {
    return PlainTypes.VALUES.contains(type)
        || CONSTANTS.contains(type)
        || Enum.class.isAssignableFrom(type)
        || Path.class.isAssignableFrom(type)
        || Charset.class.isAssignableFrom(type)
        || type.getName().startsWith("java.time.")
        || type.getName().startsWith(SPARK);
  }

  /** The instance fields of a class and those that it extends; empty if one is not final. */
  private static Optional<List<Field>> finalFields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    if (type.isRecord()) {
      return fieldsOfRecord(type);
    }
    for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
      if (c.getName().startsWith("java.")) {
        return Optional.empty();
      }
      try {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            if (!Modifier.isFinal(field.getModifiers()) || !field.trySetAccessible()) {
              return Optional.empty();
            }
            fields.add(field);
          }
        }
      } catch (LinkageError e) {
        return Optional.empty(); // a class that a field names is missing
      }
    }
    return Optional.of(List.copyOf(fields));
  }

  /** The components in the order of the canonical constructor's parameters. */
  private static Optional<List<Field>> fieldsOfRecord(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        Field field = type.getDeclaredField(component.getName());
        if (!field.trySetAccessible()) {
          return Optional.empty();
        }
        fields.add(field);
      }
    } catch (NoSuchFieldException | LinkageError e) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(fields));
  }
}
