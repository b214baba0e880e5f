package org.acmespark.engine.driver;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notices that Spark has had no executor for a while. Spark itself starts executors that end at
 * once again and again, and says so in the logs of its workers alone.
 */
final class MissingExecutors {
  private static final long PATIENCE_MILLIS = 30_000;

  private final String master;
  private OptionalLong since = OptionalLong.empty();
  private boolean told;

  MissingExecutors(String master) {
    this.master = master;
  }

  /**
   * Takes how many tasks the present executors can run.
   *
   * @param now milliseconds of any clock
   * @return what to tell, once each time that executors are missing
   */
  Optional<String> look(int cores, long now) {
    if (cores > 0) {
      since = OptionalLong.empty();
      told = false;
      return Optional.empty();
    }
    since = OptionalLong.of(since.orElse(now));
    if (told || now - since.getAsLong() < PATIENCE_MILLIS) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(
        ("%s has given no executor for %s seconds, so nothing is computed. It may have no free cores or memory, or its"
                + " executors end before they reach this driver: the logs of its workers say which")
            .formatted(master, PATIENCE_MILLIS / 1000));
  }
}
