package org.acmespark.function;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Finds random generators whose state is sent to every executor with a function.
 *
 * <pre>{@code
 * var dice = new Random(42);
 * SharedRandom.capturedBy((Fn1<Integer, Integer>) x -> x + dice.nextInt(6));
 * // the function captures dice, a java.util.Random
 * }</pre>
 */
public final class SharedRandom {
  private SharedRandom() {}

  /** Names the generators, without those that have no state. */
  public static Optional<String> capturedBy(Serializable function) {
    var path = new CapturePath(SharedRandom::hasState);
    return path.from(function)
        .map(
            name ->
                "the function captures %s, a %s"
                    .formatted(name, path.found().getClass().getName()));
  }

  private static boolean hasState(Object object) {
    return object instanceof RandomGenerator
        && !(object instanceof SecureRandom)
        && !(object instanceof ThreadLocalRandom);
  }
}
