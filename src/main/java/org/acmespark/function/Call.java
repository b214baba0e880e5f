package org.acmespark.function;

import java.io.Serializable;
import java.util.List;

/** How one kind of function is called, on any JVM that the object travelled to. */
sealed interface Call extends Serializable permits StaticCall, TypedCall {
  /** Calls the function with as many arguments as {@link #arity} says. */
  Object call(Object[] args) throws Exception;

  int arity();

  boolean returnsNothing();

  /** Empty if they are not known. */
  List<Parameter> parameters();
}
