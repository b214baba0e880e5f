package org.acmespark.run;

import java.util.function.Consumer;
import org.apache.spark.util.SizeEstimator;

/** Warns once when the results that a driver keeps in memory grow large for its heap. */
final class MemoryWarning implements Consumer<Object> {
  /**
   * Divisor of the heap, since a caller that uses the results needs as much memory again, or more.
   */
  private static final int SHARE = 4;

  private final long heap;
  private final Consumer<String> warning;
  private long bytes;

  /**
   * Starts to count without results.
   *
   * @param heap largest heap of the driver, in bytes
   */
  MemoryWarning(long heap, Consumer<String> warning) {
    this.heap = heap;
    this.warning = warning;
  }

  /** Adds results that have arrived. */
  @Override
  public void accept(Object results) {
    if (bytes <= heap / SHARE) {
      bytes += SizeEstimator.estimate(results);
      if (bytes > heap / SHARE) {
        warning.accept(
            "warning: the results in memory take more than %s MB, a quarter of the driver's heap of %s MB: keep them in files (leave out inMemory), or give the driver more memory"
                .formatted((heap / SHARE) >> 20, heap >> 20));
      }
    }
  }
}
