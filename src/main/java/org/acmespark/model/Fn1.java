package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of one argument, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Fn1<A, R> extends Serializable {
  /** Computes one result; whatever it throws is recorded as that computation's failure. */
  R call(A a) throws Exception;
}
