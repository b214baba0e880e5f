package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.acmespark.model.Verbosity;

/** Calls of a test's own static functions by name, on the driver and in memory. */
final class NamedCalls {
  private NamedCalls() {}

  /** Prepares calls of a function of the test's class. */
  static ParallelMapBuilder<Object> of(Class<?> test, String function, Object... args) {
    return ParallelMap.named(test.getName() + "::" + function)
        .args(args)
        .inMemory()
        .debug()
        .verbosity(Verbosity.QUIET);
  }

  /** Makes the calls. */
  static List<Object> values(ParallelMapBuilder<Object> builder) {
    try (var map = builder.build()) {
      return map.compute().values();
    }
  }

  /** Asserts that the arguments are refused, with these words in the message. */
  static void refuses(ParallelMapBuilder<?> builder, String... words) {
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }
}
