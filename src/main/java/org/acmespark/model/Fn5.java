package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of five arguments, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <C> type of the third argument
 * @param <D> type of the fourth argument
 * @param <E> type of the fifth argument
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Fn5<A, B, C, D, E, R> extends Serializable {
  /** Computes one result; whatever it throws is recorded as that computation's failure. */
  R call(A a, B b, C c, D d, E e) throws Exception;
}
