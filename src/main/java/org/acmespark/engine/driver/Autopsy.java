package org.acmespark.engine.driver;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out whether executors died because their memory did not suffice, where Spark cannot know.
 */
@FunctionalInterface
public interface Autopsy {
  /**
   * Examines the death of an executor. Must return at once; the answer may take seconds.
   *
   * @param executor Spark's id of the executor
   * @param why Spark's reason for the death
   * @return who ended the executor for lack of memory, in words; empty if nobody did, or nothing is
   *     known
   */
  CompletableFuture<Optional<String>> examine(String executor, String why);
}
