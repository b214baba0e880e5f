package org.acmespark.engine.driver;

import java.util.OptionalLong;
import org.acmespark.engine.channel.Message;

/**
 * Takes work from busy tasks when cores stand idle and nothing is pending. Called with one report
 * after the other.
 */
final class Balance {
  /** Work that is not worth a range of its own. */
  private static final double LEAST_SECONDS = 0.01;

  /**
   * Where the range of a task should end, if it should end earlier.
   *
   * @param idle cores without a range while nothing is pending
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
