package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of two arguments without a result, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 */
@FunctionalInterface
public interface Proc2<A, B> extends Serializable {
  /** Does one computation's work; whatever it throws is recorded as that computation's failure. */
  void call(A a, B b) throws Exception;
}
