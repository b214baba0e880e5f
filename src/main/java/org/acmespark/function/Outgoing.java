package org.acmespark.function;

/**
 * Replaces objects when they are serialized for another JVM: an object that holds the variables of
 * a cell in Scala's REPL is replaced by a name.
 */
public final class Outgoing {
  private Outgoing() {}

  /** Whether this JVM has such objects, so that {@link #of} must be called. */
  public static boolean mustBeAsked() {
    return LineObject.areExpected();
  }

  /** Returns the object to write for {@code object}. */
  public static Object of(Object object) {
    return LineObject.stands(object) ? new LineObject(object.getClass().getName()) : object;
  }
}
