package org.acmespark.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Sequence;

/** Formats arguments as text. Numbers and texts are written directly, all other values as JSON. */
final class PlainText {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private PlainText() {}

  /** Returns the text of a value in a command line. */
  static String of(Object value) {
    Object plain = plain(value);
    return plain instanceof List || plain instanceof Map ? write(plain) : String.valueOf(plain);
  }

  /** Returns the text of a value in a file, as JSON. */
  static String json(Object value) {
    return write(plain(value));
  }

  private static String write(Object plain) {
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an argument cannot be written as JSON: " + e, e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Hdf5Value array) {
      return plain(array.toJava());
    }
    if (value instanceof List<?> list) {
      return list.stream().collect(ArrayList::new, (all, e) -> all.add(plain(e)), List::addAll);
    }
    if (value instanceof Sequence<?> sequence) {
      List<Object> all = new ArrayList<>();
      for (long k = 0; k < sequence.length(); k++) {
        all.add(plain(sequence.get(k)));
      }
      return all;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> all = new LinkedHashMap<>();
      map.forEach((key, mapped) -> all.put(String.valueOf(key), plain(mapped)));
      return all;
    }
    if (value != null && value.getClass().isArray()) {
      List<Object> all = new ArrayList<>();
      for (int k = 0; k < Array.getLength(value); k++) {
        all.add(plain(Array.get(value, k)));
      }
      return all;
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }
}
