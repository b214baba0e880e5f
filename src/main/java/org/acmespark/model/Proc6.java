package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of six arguments without a result, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <C> type of the third argument
 * @param <D> type of the fourth argument
 * @param <E> type of the fifth argument
 * @param <F> type of the sixth argument
 */
@FunctionalInterface
public interface Proc6<A, B, C, D, E, F> extends Serializable {
  /** Does one computation's work; whatever it throws is recorded as that computation's failure. */
  void call(A a, B b, C c, D d, E e, F f) throws Exception;
}
