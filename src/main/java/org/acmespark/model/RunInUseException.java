package org.acmespark.model;

/** A run directory cannot be used, because another process, or this one, uses it. */
public final class RunInUseException extends AcmeException {
  private static final long serialVersionUID = 1;

  /** Creates an exception whose message names the directory and the process. */
  public RunInUseException(String message) {
    super(message);
  }

  /** Creates an exception with a cause; see the other constructor for the message. */
  public RunInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}
