package org.acmespark.function;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in a stream for an object of Scala's REPL that there is one of: that which holds the
 * variables of a cell, and what was defined with {@code object}.
 *
 * <p>The first is reached from every lambda and every object of a class of its cell, and holds
 * whatever else the cell has defined; the second is compared by identity. So neither travels
 * itself: each JVM has one of its own, on executors with those variables that the function reads.
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

  /** Whether the object is one of those. */
  static boolean stands(Object object) {
    return isClassOf(object.getClass());
  }

  static boolean isClassOf(Class<?> type) {
    return LINES.get(type);
  }

  /** Whether this JVM has seen any, so that streams must be watched. */
  static boolean areExpected() {
    return expected;
  }

  /** On the executor: such objects will come. */
  static void expect() {
    expected = true;
  }

  /** On the driver: this is the object that values which come back belong to. */
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
          "the cell of the notebook that defined this is gone: " + className);
    }
    return line;
  }
}
