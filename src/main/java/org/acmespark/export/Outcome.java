package org.acmespark.export;

import java.util.OptionalDouble;

/**
 * How a computation ended, according to the ledger.
 *
 * @param status {@code computed}, {@code failed}, or {@code missing} if it was not computed or its
 *     results are lost
 * @param seconds how long the last attempt took; empty if that is not known
 * @param host where the last attempt ran; empty text if that is not known
 * @param error why the computation failed, as {@code Error: message}; empty text if it did not
 */
public record Outcome(String status, OptionalDouble seconds, String host, String error) {
  /** Whether the computation has results. */
  public boolean isComputed() {
    return status.equals(Outcomes.Status.COMPUTED.toString());
  }
}
