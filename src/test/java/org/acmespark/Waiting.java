package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what other processes do, of which no event tells. */
public final class Waiting {
  private static final Duration LATEST = Duration.ofMinutes(2);

  private Waiting() {}

  /**
   * Waits until a condition holds.
   *
   * @param otherwise the message if it does not hold in two minutes
   */
  public static void until(Callable<Boolean> condition, Supplier<String> otherwise)
      throws Exception {
    long deadline = System.nanoTime() + LATEST.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, otherwise);
      Thread.sleep(20);
    }
  }
}
