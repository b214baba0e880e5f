package org.acmespark.engine.executor;

/** Reports that a call has changed an argument that all computations of its executor share. */
final class ChangedArgumentException extends Exception {
  private static final long serialVersionUID = 1;

  /** The text in the ledger's column for the class of the exception. */
  static final String ERROR = "ChangedArgument";

  ChangedArgumentException(String argument, String shown) {
    super(
        "the function has changed its argument %s, %s, which all computations on an executor share; let the function copy what it changes, or give every call a copy of its own: --shared copy, sharedArguments(COPY)"
            .formatted(argument, shown));
    setStackTrace(new StackTraceElement[0]); // the change was detected after the call
  }

  @Override
  public String toString() {
    return ERROR + ": " + getMessage();
  }
}
