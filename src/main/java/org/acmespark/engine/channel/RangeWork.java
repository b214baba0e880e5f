package org.acmespark.engine.channel;

import java.io.Serializable;
import java.time.Duration;

/**
 * The description of a range that its task receives.
 *
 * @param number number of the range in the run
 * @param budget time after which the task hands back the computations that it has not begun
 * @param lastBegin time after which no computation begins, because it could not end before the wall
 *     time of the worker does; negative if none can begin at all
 */
public record RangeWork(
    long number, IndexSet.Range range, Duration budget, Duration lastBegin, RangeInputs inputs)
    implements Serializable {
  private static final Duration ANY_TIME = Duration.ofDays(10_000);

  /** Describes a range whose computations may begin at any time. */
  public RangeWork(long number, IndexSet.Range range, Duration budget, RangeInputs inputs) {
    this(number, range, budget, ANY_TIME, inputs);
  }

  /** Returns the same range for a worker whose wall time ends. */
  public RangeWork beginningWithin(Duration time) {
    return new RangeWork(number, range, budget, time, inputs);
  }
}
