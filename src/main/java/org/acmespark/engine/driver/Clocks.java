package org.acmespark.engine.driver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.acmespark.engine.channel.Message;
import org.acmespark.store.Attempts;

/**
 * What the clocks of hosts are behind the driver's, so that the times in the ledger and in the log
 * fit together. A message says when it was sent; of all messages of a host the one that arrived
 * soonest after that tells most. Thread-safe.
 */
final class Clocks {
  /** What is less may be the way of messages through a busy network. */
  private static final long RIGHT_MILLIS = 5_000;

  private final LongSupplier epochMillis;
  private final Consumer<String> warnings;
  private final Map<String, Long> behindMillis = new HashMap<>();
  private final Set<String> named = new HashSet<>();

  /**
   * @param epochMillis returns the time by the driver's clock, in milliseconds since the epoch
   * @param warnings takes one message for each host whose clock is wrong
   */
  Clocks(LongSupplier epochMillis, Consumer<String> warnings) {
    this.epochMillis = epochMillis;
    this.warnings = warnings;
  }

  /** Compares the clocks of a host and the driver when a message arrives. */
  synchronized void arrived(String host, long sentMillis) {
    behindMillis.merge(host, epochMillis.getAsLong() - sentMillis, Math::min);
  }

  /** Returns attempts with the times of the driver's clock. */
  Attempts byDriver(Attempts attempts) {
    long behind = behind(attempts.host());
    return behind == 0 ? attempts : attempts.later(1000 * behind);
  }

  /** Returns log lines with the times of the driver's clock. */
  Message.Log byDriver(Message.Log log) {
    long behind = behind(log.host());
    return behind == 0 ? log : log.later(behind);
  }

  /** How many milliseconds a host is behind; 0 if its clock is right, or nothing is known of it. */
  private synchronized long behind(String host) {
    long behind = behindMillis.getOrDefault(host, 0L);
    if (Math.abs(behind) < RIGHT_MILLIS) {
      return 0;
    }
    if (named.add(host)) {
      warnings.accept(
          "warning: the clock of host %s is %s s %s the driver's; times in the ledger and the log are the driver's"
              .formatted(host, Math.abs(behind) / 1000, behind > 0 ? "behind" : "ahead of"));
    }
    return behind;
  }
}
