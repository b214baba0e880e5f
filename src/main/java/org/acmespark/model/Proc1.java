package org.acmespark.model;

import java.io.Serializable;

/**
 * A function of one argument without a result, called once per computation on an executor.
 *
 * @param <A> type of the first argument
 */
@FunctionalInterface
public interface Proc1<A> extends Serializable {
  /** Does one computation's work; whatever it throws is recorded as that computation's failure. */
  void call(A a) throws Exception;
}
