package org.acmespark.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that computes a run, as the lock file of the run directory names it.
 *
 * @param process number of the process on its host
 * @param since when the process took the lock
 */
public record RunHolder(long process, String host, Instant since) {
  private static final Pattern TEXT = Pattern.compile("process (\\d+) on (.*), since (\\S+)");

  /** Reads what {@link #text} has written; empty if it is something else. */
  public static Optional<RunHolder> parse(String text) {
    Matcher found = TEXT.matcher(text.strip());
    try {
      return found.matches()
          ? Optional.of(
              new RunHolder(
                  Long.parseLong(found.group(1)), found.group(2), Instant.parse(found.group(3))))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What is written into the lock file. */
  public String text() {
    return "process %s on %s, since %s\n".formatted(process, host, since);
  }

  /** Name of this host, as lock files have it. */
  public static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unknown host";
    }
  }

  /** Whether the process runs on this host. */
  public boolean isHere() {
    return host.equals(thisHost());
  }

  @Override
  public String toString() {
    return "process %s on %s".formatted(process, host);
  }
}
