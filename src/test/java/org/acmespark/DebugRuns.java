package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.model.Verbosity;

/**
 * Small runs on the driver's main thread, for tests of what goes into a run and comes out of it.
 */
final class DebugRuns {
  private DebugRuns() {}

  /** Prepares calls of a static function of the test's class. */
  static ParallelMapBuilder<Object> named(Class<?> test, String function, Object... args) {
    return ParallelMap.named(test.getName() + "::" + function).args(args).inMemory();
  }

  /** Computes, and returns the values. */
  static <R> List<R> values(ParallelMapBuilder<R> builder) {
    try (var map = builder.inMemory().debug().verbosity(Verbosity.QUIET).build()) {
      return map.compute().values();
    }
  }

  /**
   * Computes, with results in a new directory; computations may fail.
   *
   * @return the directory
   */
  static Path into(Path directory, ParallelMapBuilder<?> builder) {
    try (var map =
        builder.name("f").outputDir(directory).debug().verbosity(Verbosity.QUIET).build()) {
      map.compute();
    }
    return directory;
  }

  /** Asserts that the arguments are refused, with these words in the message. */
  static void refuses(ParallelMapBuilder<?> builder, String... words) {
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }
}
