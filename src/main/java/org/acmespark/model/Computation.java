package org.acmespark.model;

import java.util.random.RandomGenerator;

/**
 * The context of one call of the user's function, on the executor that calls it.
 *
 * <pre>{@code
 * over(each(range(10)), computation()).map((x, c) -> x * c.random().nextDouble())
 * }</pre>
 *
 * <p>Not thread-safe; valid during the call only.
 */
public interface Computation {
  /** Number of this computation, from 0 to {@code nInputs() - 1} (ACME's {@code taskID}). */
  long index();

  /** Number of computations in the run. */
  long nInputs();

  /** Number of this attempt at the computation, from 1. */
  int attempt();

  /** Logger whose messages carry the computation's index. */
  System.Logger logger();

  /**
   * The computation's own random stream. It depends only on the run's seed and {@link #index()}, so
   * it is the same on any cluster, in any order and in every attempt. The same generator is
   * returned each time during one call.
   */
  RandomGenerator random();
}
