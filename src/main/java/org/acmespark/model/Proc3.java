package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of three arguments without a result, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <C> type of the third argument
 */
@FunctionalInterface
public interface Proc3<A, B, C> extends Serializable {
  /** Does one computation's work; whatever it throws is recorded as that computation's failure. */
  void call(A a, B b, C c) throws Exception;
}
