package org.acmespark.function;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in a stream for the object that holds the variables of a cell in Scala's REPL.
 *
 * <p>Such an object is reached from every lambda and every object of a class of its cell, and holds
 * whatever else the cell has defined. So it never travels itself: each JVM has one of its own, on
 * executors with those variables that the function reads.
 *
 * @param className of the object
 */
record LineObject(String className) implements Serializable {
  private static final long serialVersionUID = 1;

  private static final ClassValue<Boolean> LINES =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.getName().startsWith("$line")
              && RunTimeClass.isCell(type)
              && Serializable.class.isAssignableFrom(type)
              && RunTimeClass.is(type);
        }
      };

  private static final Map<String, WeakReference<Object>> DRIVERS = new ConcurrentHashMap<>();

  private static volatile boolean expected;

  /** Whether the object is one of those. */
  static boolean stands(Object object) {
    return LINES.get(object.getClass());
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
