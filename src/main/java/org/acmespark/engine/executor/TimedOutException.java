package org.acmespark.engine.executor;

import java.time.Duration;

/** A call of the function took longer than allowed; its stack trace is where the call was then. */
final class TimedOutException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the ledger says in the place of the class of an exception. */
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
