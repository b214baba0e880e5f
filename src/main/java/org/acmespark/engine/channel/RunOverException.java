package org.acmespark.engine.channel;

/** On an executor: the run has ended, nobody waits for this task any more. */
public final class RunOverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunOverException(Throwable cause) {
    super("the run is over", cause);
  }
}
