package org.acmespark.engine.executor;

import java.time.Duration;

/**
 * Reports that a call of the function took longer than allowed. Its stack trace shows where the
 * call was at that time.
 */
final class TimedOutException extends Exception {
  private static final long serialVersionUID = 1;

  /** The text in the ledger's column for the class of the exception. */
  static final String ERROR = "TimedOut";

  TimedOutException(Duration limit, boolean ended, StackTraceElement[] where) {
    super(
        "took longer than %s%s"
            .formatted(
                shown(limit),
                ended ? "" : ", and went on when it was interrupted, keeping a core busy"));
    setStackTrace(where);
  }

  private static String shown(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  @Override
  public String toString() {
    return ERROR + ": " + getMessage();
  }
}
