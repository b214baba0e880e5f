package org.acmespark.plan;

import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;

/**
 * Describes values of any size in a few words, for ledgers and messages.
 *
 * <pre>{@code
 * InShort.of(new double[15000]);   // double[15000] [0.0, 0.0, 0.0, ...]
 * InShort.of("low");               // "low"
 * }</pre>
 */
public final class InShort {
  private static final int TEXT = 80;
  private static final int TOTAL = 200;
  private static final int ELEMENTS = 6;
  private static final int DEPTH = 3;

  private InShort() {}

  /**
   * Describes a value in at most about 200 characters. Never throws, even if the value's own
   * methods do.
   */
  public static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value, 0);
    return cut(text.toString(), TOTAL).replace('\n', ' ').replace('\r', ' ');
  }

  private static void append(StringBuilder text, Object value, int depth) {
    try {
      appendUnguarded(text, value, depth);
    } catch (Exception | LinkageError | StackOverflowError e) {
      text.append(value.getClass().getTypeName()); // a method of the user's class failed
    }
  }

  private static void appendUnguarded(StringBuilder text, Object value, int depth)
      throws ReflectiveOperationException {
    if (value == null) {
      text.append("null");
    } else if (value instanceof CharSequence chars) {
      String start = chars.subSequence(0, Math.min(chars.length(), TEXT + 1)).toString();
      text.append('"').append(cut(start, TEXT)).append('"');
    } else if (value instanceof BigInteger big && big.bitLength() > 300) {
      text.append("BigInteger of ").append(big.bitLength()).append(" bits");
    } else if (value instanceof BigDecimal big && big.unscaledValue().bitLength() > 300) {
      text.append("BigDecimal of ").append(big.precision()).append(" digits");
    } else if (isSmall(value)) {
      text.append(cut(value.toString(), TEXT));
    } else if (value.getClass().isArray()) {
      text.append(shape(value)).append(' ');
      appendElements(text, Array.getLength(value), i -> Array.get(value, i), depth);
    } else if (value instanceof Sequence<?> sequence) {
      text.append(sequence.length()).append(sequence.length() == 1 ? " value " : " values ");
      int shown = (int) Math.min(sequence.length(), ELEMENTS + 1);
      appendElements(text, shown, sequence::get, depth);
    } else if (value instanceof Collection<?> collection) {
      if (collection.size() > ELEMENTS) {
        text.append("List[").append(collection.size()).append("] ");
      }
      var elements = collection.iterator();
      appendElements(text, collection.size(), i -> elements.next(), depth);
    } else if (value instanceof Map<?, ?> map) {
      var entries = map.entrySet().iterator();
      appendElements(text, map.size(), i -> entries.next(), depth);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      append(text, entry.getKey(), depth);
      append(text.append('='), entry.getValue(), depth);
    } else if (value instanceof Record && depth < DEPTH) {
      appendRecord(text, value, depth);
    } else if (value instanceof StoredValue) {
      text.append(value); // its type in the file and its shape
    } else {
      text.append(value.getClass().getTypeName()); // its toString could have any length
    }
  }

  private static boolean isSmall(Object value) {
    Class<?> type = value.getClass();
    return value instanceof Boolean
        || value instanceof Character
        || value instanceof Number && type.getName().startsWith("java.")
        || value instanceof Enum<?>
        || value instanceof TemporalAccessor
        || value instanceof Path
        || value instanceof File
        || value instanceof UUID
        || value instanceof Class<?>;
  }

  private interface Elements {
    Object get(int i);
  }

  private static void appendElements(StringBuilder text, int n, Elements elements, int depth) {
    text.append('[');
    for (int i = 0; i < n; i++) {
      text.append(i == 0 ? "" : ", ");
      // up to a few elements are all shown, otherwise the first three
      if (depth >= DEPTH || n > ELEMENTS && i == 3 || text.length() > TOTAL) {
        text.append("...");
        break;
      }
      append(text, elements.get(i), depth + 1);
    }
    text.append(']');
  }

  private static void appendRecord(StringBuilder text, Object value, int depth)
      throws ReflectiveOperationException {
    text.append(value.getClass().getSimpleName()).append('[');
    String separator = "";
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      text.append(separator).append(component.getName()).append('=');
      append(text, accessor.invoke(value), depth + 1);
      separator = ", ";
    }
    text.append(']');
  }

  /** {@code double[3][4]}, from the first element along each axis. */
  private static String shape(Object array) {
    StringBuilder lengths = new StringBuilder();
    Class<?> component = array.getClass();
    Object inner = array;
    while (component.isArray()) {
      boolean known = inner != null;
      lengths.append('[').append(known ? Array.getLength(inner) : "").append(']');
      inner = known && Array.getLength(inner) > 0 ? Array.get(inner, 0) : null;
      inner = inner != null && inner.getClass().isArray() ? inner : null;
      component = component.getComponentType();
    }
    return component.getSimpleName() + lengths;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 3) + "...";
  }
}
