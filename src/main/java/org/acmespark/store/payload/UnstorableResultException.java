package org.acmespark.store.payload;

/** A computation's result fits no format; that computation fails. */
public final class UnstorableResultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnstorableResultException(String message, Throwable cause) {
    super(message, cause);
  }
}
