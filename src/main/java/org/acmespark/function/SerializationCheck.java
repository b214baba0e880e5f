package org.acmespark.function;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Optional;

/**
 * Finds out on the driver, and says by name, why a function cannot be sent to executors.
 *
 * <pre>{@code
 * SerializationCheck.require(function);
 * // the function cannot be sent to executors: it captures this.connection, a com.example.Database, which is not Serializable: ...
 * }</pre>
 */
public final class SerializationCheck {
  private static final String REMEDY =
      "make it inside the function, or copy what the function needs of it into a local variable first, or let its class implement Serializable";

  private SerializationCheck() {}

  /**
   * Serializes {@code function} as Spark will, keeping nothing.
   *
   * @throws IllegalArgumentException if it cannot be, with the way from the function to the object
   *     that is in the way
   */
  public static void require(Serializable function) {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(function);
    } catch (NotSerializableException e) {
      String culprit = e.getMessage();
      Optional<String> path = new CapturePath(culprit).from(function);
      throw new IllegalArgumentException(
          "the function cannot be sent to executors: it captures %s, which is not Serializable: %s"
              .formatted(
                  path.map(p -> p + ", a " + culprit).orElse("an object of class " + culprit),
                  REMEDY),
          e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException(
          "the function cannot be sent to executors, because what it captures cannot be serialized: "
              + e,
          e);
    }
  }
}
