package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.LedgerAttempts;
import org.acmespark.Results;
import org.acmespark.model.AcmeException;
import org.junit.jupiter.api.Test;

/**
 * Random faults of hosts, one or two at random moments of each run, in rotating layouts, of a
 * function in Java or in Python: cables that are taken out, also the driver's, lost packets, slow
 * networks, executors that stand still, executors and drivers that are killed, calls for which
 * memory does not suffice. Afterwards each result is there once and right, nothing that was
 * committed was computed again, and a bit that then flips is found. {@code acme.rounds} says how
 * many rounds; {@code acme.seed} repeats a campaign.
 */
class HostsCampaignIT {
  private static final int ROUNDS = Integer.getInteger("acme.rounds", 6);
  private static final long SEED = Long.getLong("acme.seed", new Random().nextInt(1_000_000));
  private static final int COMPUTATIONS = 160;
  private static final int MILLIS = 60;

  /** Longer than an executor may be silent. */
  private static final int LONG_STOP_MILLIS = 18_000;

  private static final List<List<String>> LAYOUTS =
      List.of(
          List.of(),
          List.of("--single-file"),
          List.of("--result-shape=stack,1000"),
          List.of("--payload=per-computation"),
          List.of("--single-file", "--result-shape=stack,1000"),
          List.of("--format=pickle"),
          List.of("--compression=deflate:1"));

  private enum Fault {
    SHORT_CUT,
    LONG_CUT,
    DRIVER_CUT,
    LOST_PACKETS,
    SLOW_NETWORK,
    STOPPED_EXECUTOR,
    KILLED_EXECUTOR,
    KILLED_DRIVER,
    TOO_LITTLE_MEMORY
  }

  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(SEED);
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private int inPython;
  private long committedAtFaults;
  private long calls;

  @Test
  void nothingIsLostOrDoubledWhateverHappensToHosts() throws Exception {
    System.out.printf("seed %d%n", SEED);
    try (HostsLab lab = HostsLab.start()) {
      String jar = LabRun.startCluster(lab);
      for (int round = 0; round < ROUNDS; round++) {
        var started = Instant.now();
        List<String> layout = LAYOUTS.get(round % LAYOUTS.size());
        List<Fault> some =
            random
                .ints(1 + random.nextInt(2), 0, Fault.values().length)
                .mapToObj(k -> Fault.values()[k])
                .toList();
        String what =
            "round %d of seed %d: %s, %s".formatted(round, SEED, some, String.join(" ", layout));
        try {
          attempt(lab, jar, "round-" + round, layout, some);
        } catch (AssertionError | Exception e) {
          throw new AssertionError(what, e);
        }
        System.out.printf("%s, %d s%n", what, Duration.between(started, Instant.now()).toSeconds());
      }
    }
    System.out.printf(
        "%d rounds, %d of them in Python, %s: %d calls for %d computations, %d were committed when a fault began, %d bits flipped and found%n",
        ROUNDS, inPython, faults, calls, (long) ROUNDS * COMPUTATIONS, committedAtFaults, ROUNDS);
  }

  private void attempt(HostsLab lab, String jar, String name, List<String> layout, List<Fault> some)
      throws Exception {
    List<String> options = new ArrayList<>(layout);
    if (some.contains(Fault.TOO_LITTLE_MEMORY)) {
      options.add("--retries=1");
    }
    LabRun run = begin(lab, jar, name, options.toArray(String[]::new)).awaitSome();
    Map<Integer, Long> callsOfCommitted = new TreeMap<>();
    LabRun last = run;
    try {
      for (Fault fault : some) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1200)); // a random moment
        TreeSet<Integer> committed = committed(run.ledger());
        Map<Integer, Long> now = run.callsByValue();
        committed.forEach(x -> callsOfCommitted.putIfAbsent(x, now.get(x)));
        faults.merge(fault, 1, Integer::sum);
        last = begin(fault, lab, last);
      }
      committedAtFaults += callsOfCommitted.size();
      last.endsWell(COMPUTATIONS);
    } finally {
      heal(lab);
    }
    Map<Integer, Long> callsAfter = run.callsByValue();
    callsOfCommitted.forEach(
        (x, count) -> assertEquals(count, callsAfter.get(x), () -> "computed again: " + x));
    calls += run.countCalls();
    findsAFlippedBit(run.results());
  }

  private LabRun begin(HostsLab lab, String jar, String name, String... options)
      throws IOException {
    if (random.nextInt(3) == 0) {
      inPython++;
      return LabRun.beginInPython(lab, jar, name, COMPUTATIONS, MILLIS, options);
    }
    return LabRun.begin(lab, jar, name, COMPUTATIONS, MILLIS, options);
  }

  private static void heal(HostsLab lab) {
    for (String host : List.of("h1", "h2", "h3")) {
      lab.heal(host);
      lab.slow(host, "full");
    }
    lab.lose("h3", 0);
  }

  /** Makes the fault; returns the process that ends the run. */
  private LabRun begin(Fault fault, HostsLab lab, LabRun run) throws Exception {
    String host = random.nextBoolean() ? "h2" : "h3";
    switch (fault) {
      case SHORT_CUT -> cutShortly(lab, host);
      case LONG_CUT -> lab.cut(host);
      case DRIVER_CUT -> cutShortly(lab, "h1");
      case LOST_PACKETS -> lab.lose("h3", 10 + random.nextInt(30));
      case SLOW_NETWORK -> lab.slow(host, "1mbit");
      case STOPPED_EXECUTOR -> {
        lab.run(host, "pkill", "-STOP", "-f", EXECUTOR);
        int millis = random.nextInt(4) == 0 ? LONG_STOP_MILLIS : 500 + random.nextInt(4000);
        TimeUnit.MILLISECONDS.sleep(millis); // the length of the stop
        lab.run(host, "pkill", "-CONT", "-f", EXECUTOR);
      }
      case KILLED_EXECUTOR -> lab.run(host, "pkill", "-9", "-f", EXECUTOR);
      case KILLED_DRIVER -> {
        lab.run("h1", "pkill", "-9", "-f", "org.acmespark.cli.Submission");
        run.process().waitFor();
        return run.resume();
      }
      case TOO_LITTLE_MEMORY -> run.starveOne(random.nextBoolean());
    }
    return run;
  }

  private void cutShortly(HostsLab lab, String host) throws InterruptedException {
    lab.cut(host);
    TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(5000)); // the length of the cut
    lab.heal(host);
  }

  /** What the ledger says is computed at this moment. */
  private static TreeSet<Integer> committed(Path ledger) throws IOException {
    var indices = new TreeSet<Integer>();
    for (String line : LedgerAttempts.of(ledger)) {
      var attempt = JSON.readTree(line);
      if (attempt.get("status").asText().equals("computed")) {
        indices.add(attempt.get("index").asInt());
      }
    }
    return indices;
  }

  private void findsAFlippedBit(Path results) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(results)) {
      files =
          walk.filter(file -> file.toString().matches(".*\\.(h5|pickle|jsonl)"))
              .filter(file -> file.toFile().length() > 0)
              .sorted()
              .toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    long at = random.nextLong(Files.size(file));
    int bit = 1 << random.nextInt(8);
    flip(file, at, bit);
    assertFalse(isWhole(results), "bit %s of byte %s of %s".formatted(bit, at, file));
    flip(file, at, bit);
    assertTrue(isWhole(results), "a bit that flipped back");
  }

  private static boolean isWhole(Path results) {
    try {
      return Results.open(results).verifyChecksums().isComplete();
    } catch (AcmeException e) {
      return false; // a manifest or ledger that cannot be read
    }
  }

  private static void flip(Path file, long at, int bit) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(at);
      int old = access.read();
      access.seek(at);
      access.write(old ^ bit);
    }
  }
}
