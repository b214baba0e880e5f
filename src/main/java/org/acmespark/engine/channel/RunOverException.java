package org.acmespark.engine.channel;

/** Reports on an executor that the run has ended and this task is no longer needed. */
public final class RunOverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunOverException(Throwable cause) {
    super("the run is over", cause);
  }
}
