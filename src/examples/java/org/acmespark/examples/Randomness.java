package org.acmespark.examples;

import java.util.concurrent.ThreadLocalRandom;
import org.acmespark.model.Computation;

/**
 * Shows the wrong and the right way to draw random numbers in computations.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Randomness::rand2 3.14 --n-inputs 10 --seed 42 --in-memory
 * }</pre>
 */
public final class Randomness {
  private Randomness() {}

  /** Returns {@code x} times a number in [0, 1) that cannot be drawn again. */
  public static double rand1(double x) {
    return x * ThreadLocalRandom.current().nextDouble();
  }

  /**
   * Returns {@code x} times a number in [0, 1) from the computation's own stream. The number
   * differs in each computation. It is the same in every run with the same {@code --seed},
   * independent of the workers.
   */
  public static double rand2(double x, Computation c) {
    return x * c.random().nextDouble();
  }
}
