package org.acmespark.model;

/**
 * Something outside the caller's and the function's power went wrong: a full disk, a lost cluster,
 * an unreadable file. The root of all unchecked exceptions of a run.
 */
public class AcmeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An exception whose message says what happened, where, and how to mend it. */
  public AcmeException(String message) {
    super(message);
  }

  /** As above, with the cause. */
  public AcmeException(String message, Throwable cause) {
    super(message, cause);
  }
}
