package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of two arguments, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Fn2<A, B, R> extends Serializable {
  /** Computes one result; whatever it throws is recorded as that computation's failure. */
  R call(A a, B b) throws Exception;
}
