package org.acmespark.function;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies values without serialization, so that a function may change them without affecting other
 * calls: arrays of any rank, lists, maps, records and {@code Optional}s of immutable values.
 *
 * <pre>{@code
 * OwnCopies.of(new double[] {1, 2});     // another array
 * OwnCopies.of(List.of("a", "b"));       // the same list: it is immutable
 * OwnCopies.of(new StringBuilder());     // NotPlainException
 * }</pre>
 *
 * <p>If two places of a value share an object, the same places of its copy share one too.
 */
public final class OwnCopies {
  /** Values that are nested deeper or contain themselves need serialization. */
  private static final int DEEPEST = 64;

  private static final int REFERENCE_BYTES = 16;

  private final IdentityHashMap<Object, Object> copied = new IdentityHashMap<>();

  private OwnCopies() {}

  /**
   * Copies a value; returns the value itself if it is immutable.
   *
   * @throws NotPlainException if only serialization can copy it
   */
  public static Object of(Object value) throws NotPlainException {
    if (value == null) {
      return null;
    }
    return switch (ValueKind.of(value).kind()) {
      case CONSTANT -> value;
      case PRIMITIVE_ARRAY -> cloned(value);
      case OTHER -> throw NotPlainException.INSTANCE;
      default -> new OwnCopies().copy(value, 0);
    };
  }

  /**
   * Number of bytes of a copy; 0 if the value is immutable.
   *
   * @throws NotPlainException if only serialization can copy it
   */
  public static long bytes(Object value) throws NotPlainException {
    return isConstant(value, 0) ? 0 : size(value, 0);
  }

  private Object copy(Object value, int depth) throws NotPlainException {
    if (value == null) {
      return null;
    }
    ValueKind.Known known = ValueKind.of(value);
    if (known.kind() == ValueKind.CONSTANT) {
      return value;
    }
    Object earlier = copied.get(value);
    if (earlier != null) {
      return earlier;
    }
    if (depth > DEEPEST) {
      throw NotPlainException.INSTANCE;
    }
    Object copy =
        switch (known.kind()) {
          case PRIMITIVE_ARRAY -> cloned(value);
          case ARRAY -> array((Object[]) value, depth);
          case ARRAY_LIST -> list((ArrayList<?>) value, depth);
          case FIXED_LIST -> Arrays.asList(copies(((List<?>) value).toArray(), depth));
          case CONSTANT_LIST -> constantList((List<?>) value, depth);
          case HASH_MAP -> map((HashMap<?, ?>) value, depth);
          case OPTIONAL -> optional((Optional<?>) value, depth);
          case RECORD -> record(value, known.fields(), depth);
          default -> constant(value, depth);
        };
    copied.put(value, copy);
    return copy;
  }

  private Object array(Object[] values, int depth) throws NotPlainException {
    Object[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = copy(values[i], depth + 1);
    }
    return copy;
  }

  private Object[] copies(Object[] values, int depth) throws NotPlainException {
    Object[] copies = new Object[values.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = copy(values[i], depth + 1);
    }
    return copies;
  }

  private Object list(List<?> values, int depth) throws NotPlainException {
    List<Object> copy = new ArrayList<>(values.size());
    for (Object value : values) {
      copy.add(copy(value, depth + 1));
    }
    return copy;
  }

  private Object constantList(List<?> values, int depth) throws NotPlainException {
    Object[] given = values.toArray();
    Object[] copies = copies(given, depth);
    return isSame(given, copies) ? values : Arrays.stream(copies).toList();
  }

  @SuppressWarnings("unchecked") // a clone has the class of the original
  private Object map(HashMap<?, ?> values, int depth) throws NotPlainException {
    var copy = (HashMap<Object, Object>) values.clone(); // in the same order
    for (Map.Entry<Object, Object> entry : copy.entrySet()) {
      if (copy(entry.getKey(), depth + 1) != entry.getKey()) {
        throw NotPlainException.INSTANCE;
      }
      Object value = copy(entry.getValue(), depth + 1);
      if (value != entry.getValue()) {
        entry.setValue(value);
      }
    }
    return copy;
  }

  private Object optional(Optional<?> value, int depth) throws NotPlainException {
    Object held = value.orElse(null);
    Object copy = copy(held, depth + 1);
    return copy == held ? value : Optional.of(copy);
  }

  /** Copies a record through its canonical constructor, as deserialization does. */
  private Object record(Object value, List<Field> fields, int depth) throws NotPlainException {
    Object[] given = fieldValues(value, fields);
    Object[] copies = copies(given, depth);
    if (isSame(given, copies)) {
      return value;
    }
    try {
      RecordComponent[] components = value.getClass().getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(copies);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw NotPlainException.INSTANCE;
    }
  }

  private Object constant(Object value, int depth) throws NotPlainException {
    if (!isConstant(value, depth)) {
      throw NotPlainException.INSTANCE;
    }
    return value;
  }

  private static boolean isSame(Object[] given, Object[] copies) {
    for (int i = 0; i < given.length; i++) {
      if (given[i] != copies[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value and everything in it are immutable. */
  private static boolean isConstant(Object value, int depth) throws NotPlainException {
    if (value == null) {
      return true;
    }
    if (depth > DEEPEST) {
      throw NotPlainException.INSTANCE;
    }
    return switch (ValueKind.of(value).kind()) {
      case CONSTANT -> true;
      case CONSTANT_LIST, CONSTANT_COLLECTION, OPTIONAL, RECORD, FINAL_FIELDS -> {
        for (Object part : parts(value)) {
          if (!isConstant(part, depth + 1)) {
            yield false;
          }
        }
        yield true;
      }
      default -> false;
    };
  }

  private static long size(Object value, int depth) throws NotPlainException {
    if (value == null) {
      return REFERENCE_BYTES;
    }
    if (depth > DEEPEST) {
      throw NotPlainException.INSTANCE;
    }
    ValueKind kind = ValueKind.of(value).kind();
    if (kind == ValueKind.CONSTANT) {
      return REFERENCE_BYTES;
    }
    if (kind == ValueKind.PRIMITIVE_ARRAY) {
      return REFERENCE_BYTES + (long) Array.getLength(value) * elementBytes(value);
    }
    if (kind == ValueKind.OTHER) {
      throw NotPlainException.INSTANCE;
    }
    if (kind == ValueKind.CONSTANT_COLLECTION || kind == ValueKind.FINAL_FIELDS) {
      if (isConstant(value, depth)) {
        return REFERENCE_BYTES;
      }
      throw NotPlainException.INSTANCE;
    }
    long bytes = REFERENCE_BYTES;
    for (Object part : parts(value)) {
      bytes += size(part, depth + 1);
    }
    return bytes;
  }

  private static int elementBytes(Object array) {
    Class<?> type = array.getClass().getComponentType();
    if (type == double.class || type == long.class) {
      return Long.BYTES;
    }
    if (type == float.class || type == int.class) {
      return Integer.BYTES;
    }
    return type == short.class || type == char.class ? Short.BYTES : 1;
  }

  /** The content of a value, always in the same order. */
  static Object[] parts(Object value) {
    ValueKind.Known known = ValueKind.of(value);
    switch (known.kind()) {
      case ARRAY:
        return (Object[]) value;
      case ARRAY_LIST, FIXED_LIST, CONSTANT_LIST:
        return ((List<?>) value).toArray();
      case CONSTANT_COLLECTION, HASH_MAP:
        if (value instanceof Collection<?> collection) {
          return collection.toArray();
        }
        List<Object> entries = new ArrayList<>();
        ((Map<?, ?>) value)
            .forEach(
                (key, held) -> {
                  entries.add(key);
                  entries.add(held);
                });
        return entries.toArray();
      case OPTIONAL:
        return ((Optional<?>) value).stream().toArray();
      default:
        return fieldValues(value, known.fields());
    }
  }

  private static Object[] fieldValues(Object value, List<Field> fields) {
    Object[] values = new Object[fields.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = fields.get(i).get(value);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // the fields are accessible
    }
    return values;
  }

  private static Object cloned(Object array) {
    if (array instanceof double[] values) {
      return values.clone();
    }
    if (array instanceof float[] values) {
      return values.clone();
    }
    if (array instanceof int[] values) {
      return values.clone();
    }
    if (array instanceof long[] values) {
      return values.clone();
    }
    if (array instanceof byte[] values) {
      return values.clone();
    }
    if (array instanceof boolean[] values) {
      return values.clone();
    }
    return array instanceof short[] values ? values.clone() : ((char[]) array).clone();
  }
}
