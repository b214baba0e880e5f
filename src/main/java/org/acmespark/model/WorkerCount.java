package org.acmespark.model;

/**
 * The number of workers of a run, or the numbers between which it may change.
 *
 * @param least number of workers that are kept, at least 1
 * @param most number of workers while there is enough to compute
 */
public record WorkerCount(int least, int most) {
  /**
   * @throws IllegalArgumentException if {@code least} is below 1 or above {@code most}
   */
  public WorkerCount {
    if (least < 1) {
      throw new IllegalArgumentException("nWorkers is %s, but must be 1 or more".formatted(least));
    }
    if (least > most) {
      throw new IllegalArgumentException(
          "nWorkers is %s..%s, but the first number must not be above the second"
              .formatted(least, most));
    }
  }

  /** Returns a number that does not change. */
  public static WorkerCount of(int workers) {
    return new WorkerCount(workers, workers);
  }

  /** Whether the number may change during a run. */
  public boolean isElastic() {
    return least < most;
  }

  /** Returns the allowed number that is closest to {@code wanted}. */
  public int closestTo(long wanted) {
    return (int) Math.max(least, Math.min(most, wanted));
  }

  /** Returns these numbers, where neither is above {@code limit}, which is at least 1. */
  public WorkerCount atMost(long limit) {
    return new WorkerCount((int) Math.min(least, limit), (int) Math.min(most, limit));
  }

  @Override
  public String toString() {
    return isElastic() ? least + ".." + most : Integer.toString(least);
  }
}
