package org.acmespark.store.payload;

/** No format can hold the result of a computation, and the computation fails. */
public final class UnstorableResultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnstorableResultException(String message, Throwable cause) {
    super(message, cause);
  }
}
