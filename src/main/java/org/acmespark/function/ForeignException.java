package org.acmespark.function;

/** What a function in another language threw, in the words of that language. */
public final class ForeignException extends Exception {
  private static final long serialVersionUID = 1;

  private final String error;
  private final String trace;

  /**
   * @param error name of the exception's class there
   * @param trace the trace as it is shown there
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

  /** The trace in the manner of its own language. */
  public String trace() {
    return trace;
  }
}
