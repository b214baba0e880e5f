package org.acmespark.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notices when something has become several times slower, by ratios within one process: the best of
 * some rounds, and limits that are far from what is usual, since machines are busy.
 */
class SlowdownIT {
  private static final int ROUNDS = 5;

  @TempDir Path folder;

  private static double best(Callable<?> action) throws Exception {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      best = Math.min(best, AllBench.time(action));
    }
    return best;
  }

  /** Usually 2 or less. */
  @Test
  void cheapCallsAreNotManyTimesSlowerThanPlainSpark() throws Exception {
    try (var spark = AllBench.spark("local[2]")) {
      double plain = best(() -> AllBench.inSpark(spark, 100_000, 8));
      double ours = best(() -> AllBench.inMemory(100_000));

      assertTrue(ours < 8 * plain, ours + " s, plain Spark " + plain + " s");
    }
  }

  /** Usually 0.7 or more. */
  @Test
  void theSingleFileIsWrittenAtAGoodPartOfTheSpeedOfTheDisk() throws Exception {
    try (var spark = AllBench.spark("local[2]")) {
      Path file = folder.resolve("plain");
      double plain =
          best(
              () -> {
                AllBench.plain(16, file);
                return Files.deleteIfExists(file);
              });
      double ours = best(() -> AllBench.gather(16, folder.resolve("run"), false));

      assertTrue(
          plain > 0.15 * ours,
          spark.sc().master() + ": " + ours + " s, a plain file " + plain + " s");
    }
  }
}
