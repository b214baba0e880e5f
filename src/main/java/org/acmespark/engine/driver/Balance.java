package org.acmespark.engine.driver;

import java.util.OptionalLong;
import org.acmespark.engine.channel.Message;

/**
 * Takes work from busy tasks when cores are idle and nothing is pending. The scheduler passes it
 * one report at a time.
 */
final class Balance {
  /** Least duration of work that is worth a range of its own. */
  private static final double LEAST_SECONDS = 0.01;

  /**
   * Returns the new end of a task's range, if the range should end earlier.
   *
   * @param idle number of cores without a range while nothing is pending
   * @param meanSeconds mean duration of a computation
   */
  OptionalLong cut(Message.State state, int idle, double meanSeconds) {
    long notBegun = state.end() - state.next();
    if (idle <= 0 || notBegun <= 0 || notBegun * meanSeconds < LEAST_SECONDS) {
      return OptionalLong.empty();
    }
    boolean stuckInCall = state.callNanos() / 1e9 > 2 * meanSeconds;
    long keep = stuckInCall ? 0 : (notBegun + idle) / (idle + 1);
    return keep == notBegun ? OptionalLong.empty() : OptionalLong.of(state.next() + keep);
  }
}
