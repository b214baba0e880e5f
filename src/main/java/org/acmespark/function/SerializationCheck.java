package org.acmespark.function;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;

/**
 * Checks on the driver whether a function can be sent to executors, and names the object that
 * prevents it.
 *
 * <pre>{@code
 * SerializationCheck.require(function);
 * // the function cannot be sent to executors: it captures this.connection, a com.example.Database, which is not Serializable (used at Analysis.java:23): ...
 * }</pre>
 */
public final class SerializationCheck {
  private static final String REMEDY =
      "make it inside the function, or copy what the function needs of it into a local variable first, or let its class implement Serializable";

  private static final String REMEDY_OF_LAMBDA =
      "declare it as Fn1 (or another interface that is Serializable), or write it as a method";

  private SerializationCheck() {}

  /**
   * Serializes {@code function}, and the notebook's variables that it reads, as Spark will, and
   * discards the bytes.
   *
   * @return names of the notebook's variables that the function may assign
   * @throws IllegalArgumentException if that fails; the message has the path from the function to
   *     the object
   */
  public static Set<String> require(Serializable function) {
    try {
      ObjectGraph graph = ObjectGraph.of(function);
      if (graph.isOrdinary()) {
        return Set.of();
      }
      var scan = new ClosureScan();
      scan.add(graph);
      return scan.written();
    } catch (NotSerializableException e) {
      String culprit = e.getMessage();
      Optional<String> path = CapturePath.toUnserializable(culprit).from(function);
      String type = Variable.shown(culprit);
      throw new IllegalArgumentException(
          "the function cannot be sent to executors: it captures %s, which is not Serializable%s: %s"
              .formatted(
                  path.map(p -> p + ", a " + type).orElse("an object of class " + type),
                  path.flatMap(FunctionCode.of(function)::lineUsing)
                      .map(line -> " (used at " + line + ")")
                      .orElse(""),
                  remedy(culprit)),
          e);
    } catch (IllegalArgumentException e) {
      throw e; // this message names a variable
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException(
          "the function cannot be sent to executors, because what it captures cannot be serialized: "
              + e,
          e);
    }
  }

  /** Returns advice for an object of this class. */
  static String remedy(String className) {
    return className.contains("$$Lambda") ? REMEDY_OF_LAMBDA : REMEDY;
  }
}
