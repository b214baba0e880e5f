package org.acmespark.engine.channel;

import java.io.Serializable;

/**
 * How old an executor's worker is and how much of its wall time is left, when a message is sent.
 *
 * @param ageMillis time since the worker began
 * @param leftMillis time until its wall time ends, negative afterwards; {@link Long#MAX_VALUE} if
 *     it has no end
 */
public record WallTime(long ageMillis, long leftMillis) implements Serializable {
  private static final WallTime UNLIMITED = new WallTime(0, Long.MAX_VALUE);

  /** A worker in the first part of its wall time is young: there, any computation may begin. */
  private static final int YOUNG_PART = 4;

  /** Returns the wall time of a worker that does not end. */
  public static WallTime unlimited() {
    return UNLIMITED;
  }

  public boolean isUnlimited() {
    return leftMillis == Long.MAX_VALUE;
  }

  /** Whether the worker is in the first quarter of its wall time. */
  public boolean isYoung() {
    return isUnlimited() || leftMillis > 0 && ageMillis <= (ageMillis + leftMillis) / YOUNG_PART;
  }
}
