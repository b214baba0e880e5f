package org.acmespark.function;

/** An exception that a function in another language threw, with that language's description. */
public final class ForeignException extends Exception {
  private static final long serialVersionUID = 1;

  private final String error;
  private final String trace;

  /**
   * @param error name of the exception's class in that language
   * @param trace stack trace in that language's form
   */
  public ForeignException(String error, String message, String trace) {
    super(message, null, false, false);
    this.error = error;
    this.trace = trace;
  }

  /** Name of the exception's class in its own language. */
  public String error() {
    return error;
  }

  /** The stack trace in its language's form. */
  public String trace() {
    return trace;
  }
}
