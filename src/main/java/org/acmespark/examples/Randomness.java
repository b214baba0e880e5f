package org.acmespark.examples;

import java.util.concurrent.ThreadLocalRandom;
import org.acmespark.model.Computation;

/**
 * Random numbers in computations, the wrong and the right way.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Randomness::rand2 3.14 --n-inputs 10 --seed 42 --in-memory
 * }</pre>
 */
public final class Randomness {
  private Randomness() {}

  /** {@code x} times a number in [0, 1) that no one can draw again. */
  public static double rand1(double x) {
    return x * ThreadLocalRandom.current().nextDouble();
  }

  /**
   * {@code x} times a number in [0, 1) from the computation's own stream: different in each
   * computation, the same in every run with the same {@code --seed}, whatever the workers.
   */
  public static double rand2(double x, Computation c) {
    return x * c.random().nextDouble();
  }
}
