package org.acmespark.store.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EveryStepTest {
  private final List<String> done = new ArrayList<>();

  private Runnable failing(RuntimeException failure) {
    return () -> {
      done.add(failure.getMessage());
      throw failure;
    };
  }

  @Test
  void runsTheStepsAfterOneThatThrows() {
    var first = new IllegalStateException("first");
    var third = new IllegalStateException("third");
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> EveryStep.of(failing(first), () -> done.add("second"), failing(third)));
    assertSame(first, thrown);
    assertArrayEquals(new Throwable[] {third}, thrown.getSuppressed());
    assertEquals(List.of("first", "second", "third"), done);
  }

  @Test
  void keepsTheFailureThatTheStepsFollow() {
    var failure = new IllegalStateException("the cause");
    var step = new IllegalStateException("a step");
    EveryStep.after(failure, failing(step), () -> done.add("last"));
    assertArrayEquals(new Throwable[] {step}, failure.getSuppressed());
    assertEquals(List.of("a step", "last"), done);
  }
}
