package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingExecutorsTest {
  private final MissingExecutors missing = new MissingExecutors("spark://h1:7077");

  @Test
  void tellsOnceAfterHalfAMinuteWithoutExecutors() {
    assertEquals(Optional.empty(), missing.look(0, 1000));
    assertEquals(Optional.empty(), missing.look(0, 30_999));
    String told = missing.look(0, 31_000).orElseThrow();
    assertTrue(told.startsWith("spark://h1:7077 has given no executor for 30 seconds"), told);
    assertEquals(Optional.empty(), missing.look(0, 90_000));
  }

  @Test
  void beginsAnewWhenExecutorsHaveBeenThere() {
    missing.look(0, 0);
    assertEquals(Optional.empty(), missing.look(2, 29_000));
    assertEquals(Optional.empty(), missing.look(0, 40_000));
    assertEquals(Optional.empty(), missing.look(0, 69_000));
    assertTrue(missing.look(0, 70_000).isPresent());
    missing.look(2, 80_000);
    missing.look(0, 90_000);
    assertTrue(missing.look(0, 120_000).isPresent());
  }
}
