package org.acmespark.store.pickle;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Pickler;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.NotStorableException;
import org.acmespark.model.Outputs;
import org.apache.commons.math3.complex.Complex;

/**
 * Pickles Java values for Python's {@code pickle.load}. Reading them needs only Python's standard
 * library.
 *
 * <p>The pickler that Spark includes turns unknown objects into dictionaries of their getters'
 * results, needs pytz for zones, and registers classes for the whole JVM, where Spark's own Python
 * code uses it too. For these reasons this class refuses all types that docs/result-reference.md
 * does not list, and writes all listed types itself except for simple ones.
 */
public final class PythonPickler extends Pickler {
  private static final Set<Class<?>> SIMPLE =
      Set.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class);

  public PythonPickler() {
    super(true, false); // an object that occurs twice becomes one object in Python too
  }

  /**
   * Writes a value.
   *
   * @throws PickleException if it, or something in it, has no counterpart in Python
   */
  @Override
  public void save(Object value) throws IOException {
    Object plain = plain(value);
    if (plain == null || SIMPLE.contains(plain.getClass()) || isWritten(plain)) {
      super.save(plain);
    } else if (plain instanceof String string) {
      super.save(encodable(string));
    } else if (plain instanceof PickledCall call) {
      saveCall(call);
    } else if (plain instanceof Outputs outputs) {
      saveTuple(outputs.values());
    } else if (plain instanceof Object[] array) {
      saveList(array, Arrays.asList(array));
    } else if (plain.getClass().isArray()) {
      new PickledArray(plain).writeTo(out);
      writeMemo(plain);
    } else if (plain instanceof Map<?, ?> map) {
      saveMap(map);
    } else if (plain instanceof Set<?> set) {
      saveSet("set", set);
      writeMemo(set);
    } else if (plain instanceof Collection<?> collection) {
      saveList(collection, collection);
    } else {
      saveAsHdf5Would(plain);
    }
  }

  /** The value to write instead; null for an empty one. */
  private static Object plain(Object given) {
    Object value = JavaKin.of(given);
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    } else if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? optional.getAsInt() : null;
    } else if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : null;
    } else if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? optional.getAsDouble() : null;
    } else if (value instanceof Enum<?> constant) {
      return constant.name();
    } else if (value instanceof Character character) {
      return character.toString();
    } else if (value instanceof char[] characters) {
      return new String(characters);
    } else if (value instanceof CharSequence text) {
      return text.toString();
    } else if (value instanceof BigDecimal decimal) {
      return new PickledCall("decimal", "Decimal", List.of(decimal.toString()));
    }
    return PickledCall.making(value).<Object>map(call -> call).orElse(value);
  }

  private boolean isWritten(Object value) {
    Memo written = memo.get(System.identityHashCode(value));
    return written != null && written.obj == value;
  }

  /** Half of a surrogate pair has no UTF-8 form, and would silently become a question mark. */
  private static String encodable(String string) {
    for (int i = 0; i < string.length(); i++) {
      if (!Character.isSurrogate(string.charAt(i))) {
        continue;
      }
      if (Character.charCount(string.codePointAt(i)) == 1) {
        throw new PickleException("a string holds half of a surrogate pair");
      }
      i++;
    }
    return string;
  }

  private void saveCall(PickledCall call) throws IOException {
    saveGlobal(call.module(), call.function());
    saveTuple(call.arguments());
    out.write(Opcodes.REDUCE);
  }

  private void saveGlobal(String module, String name) throws IOException {
    out.write(Opcodes.GLOBAL);
    out.write((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void saveTuple(Collection<?> elements) throws IOException {
    out.write(Opcodes.MARK);
    for (Object element : elements) {
      save(element);
    }
    out.write(Opcodes.TUPLE);
  }

  private void saveList(Object list, Collection<?> elements) throws IOException {
    out.write(Opcodes.EMPTY_LIST);
    writeMemo(list); // before the elements, for it may be among them
    out.write(Opcodes.MARK);
    for (Object element : elements) {
      save(element);
    }
    out.write(Opcodes.APPENDS);
  }

  private void saveMap(Map<?, ?> map) throws IOException {
    requireDistinctInPython(map.keySet());
    out.write(Opcodes.EMPTY_DICT);
    writeMemo(map);
    out.write(Opcodes.MARK);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      saveKey(entry.getKey());
      save(entry.getValue());
    }
    out.write(Opcodes.SETITEMS);
  }

  private void saveSet(String kind, Set<?> set) throws IOException {
    requireDistinctInPython(set);
    saveGlobal("__builtin__", kind);
    out.write(Opcodes.EMPTY_LIST);
    out.write(Opcodes.MARK);
    for (Object element : set) {
      saveKey(element);
    }
    out.write(Opcodes.APPENDS);
    out.write(Opcodes.TUPLE1);
    out.write(Opcodes.REDUCE);
  }

  /** Keys and elements of sets must be immutable in Python, so lists become tuples. */
  private void saveKey(Object key) throws IOException {
    if (key instanceof List<?> list) {
      out.write(Opcodes.MARK);
      for (Object element : list) {
        saveKey(element);
      }
      out.write(Opcodes.TUPLE);
    } else if (key instanceof Set<?> set) {
      saveSet("frozenset", set);
    } else if (key instanceof Outputs outputs) {
      saveKey(outputs.values());
    } else if (key != null
        && (key.getClass().isArray() || key instanceof Collection || key instanceof Map)) {
      throw new PickleException(
          "a %s cannot be a key or an element of a set in Python"
              .formatted(key.getClass().getTypeName()));
    } else {
      save(key);
    }
  }

  /** In Python 1, 1.0 and True are the same key, so one of them would be lost. */
  private static void requireDistinctInPython(Set<?> keys) {
    Set<Object> distinct = new HashSet<>();
    for (Object key : keys) {
      if (!distinct.add(inPython(key))) {
        throw new PickleException(
            "%s is not the only one of its value among the keys of a map or the elements of a set"
                .formatted(key));
      }
    }
  }

  /** Returns equal objects for keys that are equal in Python. */
  private static Object inPython(Object key) {
    if (key instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros();
    } else if (key instanceof Complex z && z.getImaginary() == 0) {
      return inPython(z.getReal());
    } else if (key instanceof OffsetDateTime time) {
      return inPython(time.toInstant());
    } else if (key instanceof ZonedDateTime time) {
      return inPython(time.toInstant());
    }
    Object plain = plain(key);
    if (plain instanceof Boolean truth) {
      return inPython(truth ? 1 : 0);
    } else if (plain instanceof Float || plain instanceof Double) {
      double number = ((Number) plain).doubleValue();
      return Double.isFinite(number) ? inPython(new BigDecimal(number)) : number;
    } else if (plain instanceof Number number) {
      return inPython(new BigDecimal(number.toString()));
    } else if (plain instanceof Outputs outputs) {
      return inPython(outputs.values());
    } else if (plain instanceof List<?> list) {
      return list.stream().map(PythonPickler::inPython).toList();
    } else if (plain instanceof Set<?> set) {
      return set.stream().map(PythonPickler::inPython).collect(Collectors.toSet());
    }
    return plain == null ? Optional.empty() : plain;
  }

  private void saveAsHdf5Would(Object value) throws IOException {
    Object java;
    try {
      java = Hdf5Value.of(value).toJava();
    } catch (NotStorableException e) {
      throw new PickleException(
          "no value that is pickled for Python: " + value.getClass().getTypeName(), e);
    }
    save(java);
  }
}
