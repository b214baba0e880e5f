package org.acmespark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the jobs whose workers do not answer any more, because their hosts are cut off or turned
 * off. SLURM believes for minutes that such jobs run (SlurmdTimeout, 300 s by default); the master
 * misses the workers much earlier.
 */
final class SilentWorkers {
  /**
   * How long a master may miss a worker. If the master's own host was cut off, workers come back in
   * 5 s, a quarter of {@code spark.worker.timeout}.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Pattern STARTING = Pattern.compile("Starting Spark worker (\\S+:\\d+) ");
  private static final String REGISTERED = "Successfully registered with master";

  private final Function<String, Optional<String>> registered;
  private final LongSupplier nanoTime;
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, Long> silentSince = new HashMap<>();

  /**
   * @param registered returns the address of a job's worker when the master has known it
   */
  SilentWorkers(Function<String, Optional<String>> registered, LongSupplier nanoTime) {
    this.registered = registered;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns the address of a worker, by its log; empty if it has not registered with its master.
   */
  static Optional<String> registered(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      var address = Optional.<String>empty();
      for (String line : (Iterable<String>) lines::iterator) {
        Matcher matcher = STARTING.matcher(line);
        if (matcher.find()) {
          address = Optional.of(matcher.group(1));
        } else if (line.contains(REGISTERED)) {
          return address;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // the job has not begun
    }
    return Optional.empty();
  }

  /**
   * Returns the jobs among {@code running} whose workers the master has known, and has missed for a
   * while.
   *
   * @param alive addresses of the workers that the master knows now
   */
  List<String> among(Collection<String> running, Set<String> alive) {
    List<String> silent = new ArrayList<>();
    silentSince.keySet().retainAll(running);
    long now = nanoTime.getAsLong();
    for (String job : running) {
      if (!addresses.containsKey(job)) {
        registered.apply(job).ifPresent(address -> addresses.put(job, address));
      }
      if (!addresses.containsKey(job) || alive.contains(addresses.get(job))) {
        silentSince.remove(job);
      } else if (now - silentSince.computeIfAbsent(job, j -> now) >= PATIENCE.toNanos()) {
        silent.add(job);
      }
    }
    return silent;
  }

  /** Returns the address of a job's worker; nothing if it has not registered. */
  String address(String job) {
    return addresses.getOrDefault(job, "");
  }
}
