package org.acmespark.model;

/**
 * A run failed for a reason outside the caller's code and the function: a full disk, a lost
 * cluster, an unreadable file. This is the root of all unchecked exceptions of a run.
 */
public class AcmeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates an exception whose message says what happened, where, and what to do. */
  public AcmeException(String message) {
    super(message);
  }

  /** Creates an exception with a cause; see the other constructor for the message. */
  public AcmeException(String message, Throwable cause) {
    super(message, cause);
  }
}
