package org.acmespark.function;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Calls one kind of function, on any JVM. Calls are serialized to executors. */
public interface Call extends Serializable {
  /** Calls the function with as many arguments as {@link #arity} says. */
  Object call(Object[] args) throws Exception;

  /**
   * Checks that this JVM can make calls, before it makes the first one of a run.
   *
   * @throws org.acmespark.model.AcmeException if the run must end, since calls here would not be
   *     the same as elsewhere
   */
  default void check() throws InterruptedException {}

  /** A way to make calls in another process before their turn; empty if there is none. */
  default Optional<Pipeline> pipeline() {
    return Optional.empty();
  }

  /** Whether calls run in other processes than this JVM. */
  default boolean usesProcesses() {
    return pipeline().isPresent();
  }

  int arity();

  boolean returnsNothing();

  /** The parameters; empty if they are unknown. */
  List<Parameter> parameters();

  /**
   * Whether only the function knows a parameter's default, so that {@link OwnDefault} is passed for
   * it.
   */
  default boolean ownsDefaults() {
    return false;
  }

  /** Formats a parameter for messages. */
  default String show(Parameter parameter) {
    return parameter.toString();
  }

  /**
   * The code that determines the function's results, if its serialized form does not; otherwise
   * empty.
   */
  default String digest() {
    return "";
  }
}
