package org.acmespark.function;

/** A value holds something that only Java serialization can copy; carries no stack trace. */
public final class NotPlainException extends Exception {
  private static final long serialVersionUID = 1;

  static final NotPlainException INSTANCE = new NotPlainException();

  private NotPlainException() {
    super("the value can be copied by serialization alone", null, false, false);
  }
}
