package org.acmespark.function;

import java.io.Serializable;
import java.util.List;

/** How one kind of function is called, on any JVM that the object travelled to. */
public interface Call extends Serializable {
  /** Calls the function with as many arguments as {@link #arity} says. */
  Object call(Object[] args) throws Exception;

  int arity();

  boolean returnsNothing();

  /** Empty if they are not known. */
  List<Parameter> parameters();

  /** Whether a parameter's default is known to the function alone, as {@link OwnDefault} says. */
  default boolean ownsDefaults() {
    return false;
  }

  /** How a parameter is shown in messages. */
  default String show(Parameter parameter) {
    return parameter.toString();
  }

  /** What determines the function's results, where its serialized form does not; else empty. */
  default String digest() {
    return "";
  }
}
