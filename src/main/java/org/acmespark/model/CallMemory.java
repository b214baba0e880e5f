package org.acmespark.model;

import java.io.Serializable;

/**
 * How much memory a computation is expected to need, by which an executor decides how many it
 * begins at a time.
 *
 * @param bytes the amount; 0: as much as earlier computations needed; negative: memory is not
 *     planned for
 */
public record CallMemory(long bytes) implements Serializable {
  /** Memory is not planned for. */
  public static final CallMemory UNPLANNED = new CallMemory(-1);

  /** As much as earlier computations needed. */
  public static final CallMemory AS_SEEN = new CallMemory(0);

  /** Whether executors limit how many computations they begin at a time. */
  public boolean isPlanned() {
    return bytes >= 0;
  }

  /** Whether earlier computations say how much is needed. */
  public boolean isAsSeen() {
    return bytes == 0;
  }

  @Override
  public String toString() {
    return isAsSeen() ? "auto" : (bytes >> 20) + "MB";
  }
}
