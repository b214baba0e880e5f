package org.acmespark.engine.driver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.engine.executor.LogTap;
import org.acmespark.model.Notice;

/**
 * Notices hosts whose executors end before they ask for work, because Java is missing there, or a
 * disk is full, or the driver cannot be reached. Spark starts them again and again. It has no event
 * for them, and says so only in its log, from which this class reads.
 */
final class FailedStarts {
  /** An executor may end for another reason, once. */
  private static final int ENOUGH = 3;

  private static final String LOGGER =
      "org.apache.spark.deploy.client.StandaloneAppClient$ClientEndpoint";

  private static final Pattern ADDED =
      Pattern.compile("Executor added: (\\S+) on \\S+ \\(([^\\s:]+):\\d+\\).*", Pattern.DOTALL);

  private static final Pattern ENDED =
      Pattern.compile(
          "Executor updated: (\\S+) is now (?:FAILED|EXITED)(?: \\((.*)\\))?\\s*", Pattern.DOTALL);

  private final Predicate<String> hasAsked;
  private final Map<String, String> hosts = new HashMap<>();
  private final Map<String, Integer> ends = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  /**
   * @param hasAsked whether a task on a host has asked for work
   */
  FailedStarts(Predicate<String> hasAsked) {
    this.hasAsked = hasAsked;
  }

  /** Warns of such hosts until the tap is closed. */
  static LogTap watch(Predicate<String> hasAsked) {
    var starts = new FailedStarts(hasAsked);
    return LogTap.openFor(LOGGER, line -> starts.hear(line).ifPresent(Notice::say));
  }

  /** Takes a line of Spark's log. Returns what to tell, once for each host. */
  synchronized Optional<String> hear(String line) {
    Matcher added = ADDED.matcher(line);
    if (added.matches()) {
      hosts.put(added.group(1), added.group(2));
      return Optional.empty();
    }
    Matcher ended = ENDED.matcher(line);
    String host = ended.matches() ? hosts.remove(ended.group(1)) : null;
    if (host == null || ends.merge(host, 1, Integer::sum) < ENOUGH || hasAsked.test(host)) {
      return Optional.empty();
    }
    String why = ended.group(2) == null ? "no reason given" : ended.group(2).strip();
    return told.add(host)
        ? Optional.of(
            "warning: host %s computes nothing, because its executors end when they start: %s; the log of its worker says more"
                .formatted(host, why))
        : Optional.empty();
  }
}
