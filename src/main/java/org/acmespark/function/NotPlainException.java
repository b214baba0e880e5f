package org.acmespark.function;

/** A value contains something that only Java serialization can copy. Has no stack trace. */
public final class NotPlainException extends Exception {
  private static final long serialVersionUID = 1;

  static final NotPlainException INSTANCE = new NotPlainException();

  private NotPlainException() {
    super("the value can be copied only by serialization", null, false, false);
  }
}
