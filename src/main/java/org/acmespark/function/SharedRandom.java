package org.acmespark.function;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Finds random generators whose state a function takes along to every executor.
 *
 * <pre>{@code
 * var dice = new Random(42);
 * SharedRandom.capturedBy((Fn1<Integer, Integer>) x -> x + dice.nextInt(6));
 * // the function captures dice, a java.util.Random
 * }</pre>
 */
public final class SharedRandom {
  private SharedRandom() {}

  /** Says which, by name; those that have no state of their own are left out. */
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
