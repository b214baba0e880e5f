package org.acmespark.function;

/**
 * What becomes of objects when they are serialized for another JVM: those that hold the variables
 * of a cell in Scala's REPL stay, and a name travels in their place.
 */
public final class Outgoing {
  private Outgoing() {}

  /** Whether this JVM has such objects, so that {@link #of} must be asked. */
  public static boolean mustBeAsked() {
    return LineObject.areExpected();
  }

  /** What to write for {@code object}. */
  public static Object of(Object object) {
    return LineObject.stands(object) ? new LineObject(object.getClass().getName()) : object;
  }
}
