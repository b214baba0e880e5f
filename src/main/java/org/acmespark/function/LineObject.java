package org.acmespark.function;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Replaces, in a serialized stream, a singleton of Scala's REPL: the object with the variables of a
 * cell, or an object defined with {@code object}.
 *
 * <p>Every lambda and every object of a class of a cell refers to the first, which refers to
 * everything else that the cell has defined. The second is compared by identity. For these reasons
 * neither is serialized: each JVM has its own. On executors it has the variables that the function
 * reads.
 *
 * @param className of the object
 */
record LineObject(String className) implements Serializable {
  private static final long serialVersionUID = 1;

  private static final ClassValue<Boolean> LINES =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          String name = type.getName();
          boolean cell = RunTimeClass.isCell(type) && Serializable.class.isAssignableFrom(type);
          boolean singleton = name.endsWith("$") && !RunTimeClass.isCell(type);
          return name.startsWith("$line") && (cell || singleton) && RunTimeClass.is(type);
        }
      };

  private static final Map<String, WeakReference<Object>> DRIVERS = new ConcurrentHashMap<>();

  private static volatile boolean expected;

  /** Whether an object is such a singleton. */
  static boolean stands(Object object) {
    return isClassOf(object.getClass());
  }

  static boolean isClassOf(Class<?> type) {
    return LINES.get(type);
  }

  /** Whether this JVM has had any, so that streams must be checked. */
  static boolean areExpected() {
    return expected;
  }

  /** Called on the executor: such objects will arrive. */
  static void expect() {
    expected = true;
  }

  /** Called on the driver: sets the object that returning values belong to. */
  static void remember(Object line) {
    expected = true;
    DRIVERS.put(line.getClass().getName(), new WeakReference<>(line));
  }

  private Object readResolve() throws InvalidObjectException {
    if (Thread.currentThread().getContextClassLoader() instanceof ClosureLoader loader) {
      return loader.line(className);
    }
    WeakReference<Object> known = DRIVERS.get(className);
    Object line = known == null ? null : known.get();
    if (line == null) {
      throw new InvalidObjectException(
          "the cell of the notebook that defined this does not exist any more: " + className);
    }
    return line;
  }
}
