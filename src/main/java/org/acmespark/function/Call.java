package org.acmespark.function;

import java.io.Serializable;
import java.util.List;

/** Calls one kind of function, on any JVM. Calls are serialized to executors. */
public interface Call extends Serializable {
  /** Calls the function with as many arguments as {@link #arity} says. */
  Object call(Object[] args) throws Exception;

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
