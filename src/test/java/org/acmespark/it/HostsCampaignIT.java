package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.Timeout;

/**
 * Random faults of hosts, one or two at random moments of each run, in rotating layouts, of a
 * function in Java or in Python: cables that are taken out, also the driver's, lost packets, slow
 * networks, executors that stand still, executors and drivers that are killed, calls for which
 * memory does not suffice. Afterwards each result is there once and right, nothing that was
 * committed was computed again, and a bit that then flips is found. {@code acme.rounds} says how
 * many rounds; {@code acme.seed} repeats a campaign.
 */
class HostsCampaignIT {
  private static final int ROUNDS = Integer.getInteger("acme.rounds", 10);
  private static final long SEED = Long.getLong("acme.seed", new Random().nextInt(1_000_000));
  private static final int COMPUTATIONS = 160;
  private static final int MILLIS = 60;

  /** Longer than an executor may be silent. */
  private static final int LONG_STOP_MILLIS = 18_000;

  private static final int END_SECONDS = 300;

  /** Where one host is cut off and the other loses packets, nothing may be computed any more. */
  private static final Duration LONGEST_LOSS = Duration.ofSeconds(60);

  private static final List<List<String>> LAYOUTS =
      List.of(
          List.of(),
          List.of("singleFile=true"),
          List.of("resultShape=stack,1000"),
          List.of("payload=per-computation"),
          List.of("singleFile=true", "resultShape=stack,1000"),
          List.of("format=pickle"),
          List.of("compression=deflate:1"));

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
  private HostsLab lab;
  private String jar;
  private LabSession session;
  private int inPython;
  private long committedAtFaults;
  private long calls;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // each run has its own limit
  void nothingIsLostOrDoubledWhateverHappensToHosts() throws Exception {
    System.out.printf("seed %d%n", SEED);
    try (HostsLab started = HostsLab.start()) {
      lab = started;
      jar = LabRun.startCluster(lab);
      session = LabSession.start(lab, jar);
      for (int round = 0; round < ROUNDS; round++) {
        round(round);
      }
      session.end();
    }
    System.out.printf(
        "%d rounds, %d of them in Python, %s: %d calls for %d computations, %d were committed when a fault began, %d bits flipped and found%n",
        ROUNDS, inPython, faults, calls, (long) ROUNDS * COMPUTATIONS, committedAtFaults, ROUNDS);
  }

  private void round(int number) throws Exception {
    var begun = Instant.now();
    List<String> layout = LAYOUTS.get(number % LAYOUTS.size());
    List<Fault> some =
        random
            .ints(1 + random.nextInt(2), 0, Fault.values().length)
            .mapToObj(k -> Fault.values()[k])
            .toList();
    boolean python = random.nextInt(3) == 0;
    inPython += python ? 1 : 0;
    String what =
        "round %d of seed %d: %s, %s%s"
            .formatted(number, SEED, some, layout, python ? ", in Python" : "");
    try {
      attempt(LabResults.in(lab, "round-" + number), layout, some, python);
    } catch (AssertionError | Exception e) {
      throw new AssertionError(what + ": " + session.said(), e);
    }
    System.out.printf("%s, %d s%n", what, Duration.between(begun, Instant.now()).toSeconds());
  }

  private void attempt(LabResults at, List<String> layout, List<Fault> some, boolean python)
      throws Exception {
    String function =
        python ? Path.of(jar).resolveSibling("counted.py") + "::ramp" : "com.example.Counted::ramp";
    List<String> run = new ArrayList<>(List.of(at.folder().toString(), "new", function));
    run.addAll(List.of("" + COMPUTATIONS, "" + MILLIS, at.calls().toString()));
    run.addAll(layout);
    if (some.contains(Fault.TOO_LITTLE_MEMORY)) {
      run.add("retries=1");
    }
    session.compute(run);
    at.awaitSome(session::isAlive);
    Map<Integer, Long> callsOfCommitted = new TreeMap<>();
    try {
      for (Fault fault : some) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1200)); // a random moment
        Map<Integer, Long> now = callsOfCommitted(at);
        now.forEach(callsOfCommitted::putIfAbsent);
        faults.merge(fault, 1, Integer::sum);
        begin(fault, at);
        if (fault == Fault.KILLED_DRIVER && session.end(at.folder()).isEmpty()) {
          run.set(1, "resume");
          session = LabSession.start(lab, jar);
          session.compute(run);
        }
      }
      committedAtFaults += callsOfCommitted.size();
      if (!isOverWithin(LONGEST_LOSS, at)) {
        lab.lose("h3", 0);
      }
      SlurmLab.eventually(END_SECONDS, "the end of " + at.folder(), () -> isOver(at));
      assertEquals("well", session.end(at.folder()).orElse("not at all"));
      at.requireRight(COMPUTATIONS);
    } finally {
      heal();
    }
    Map<Integer, Long> callsAfter = at.callsByValue();
    callsOfCommitted.forEach(
        (x, count) -> assertEquals(count, callsAfter.get(x), () -> "computed again: " + x));
    calls += at.countCalls();
    findsAFlippedBit(at.folder());
    if (!session.isAlive()) {
      session = LabSession.start(lab, jar); // the driver was killed after the end of the run
    }
  }

  private boolean isOverWithin(Duration time, LabResults at) throws InterruptedException {
    var end = Instant.now().plus(time);
    while (!isOver(at)) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(100); // until it is looked at again
    }
    return true;
  }

  private boolean isOver(LabResults at) {
    try {
      return session.end(at.folder()).isPresent() || !session.isAlive();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often the function was called for each computation that is committed now. */
  private static Map<Integer, Long> callsOfCommitted(LabResults at) throws IOException {
    TreeSet<Integer> committed = committed(at.ledger());
    Map<Integer, Long> now = at.callsByValue();
    now.keySet().retainAll(committed);
    return now;
  }

  private void heal() {
    for (String host : List.of("h1", "h2", "h3")) {
      lab.heal(host);
      lab.slow(host, "full");
    }
    lab.lose("h3", 0);
  }

  private void begin(Fault fault, LabResults at) throws Exception {
    String host = random.nextBoolean() ? "h2" : "h3";
    switch (fault) {
      case SHORT_CUT -> cutShortly(host);
      case LONG_CUT -> lab.cut(host);
      case DRIVER_CUT -> cutShortly("h1");
      case LOST_PACKETS -> lab.lose("h3", 10 + random.nextInt(30));
      case SLOW_NETWORK -> lab.slow(host, "4mbit");
      case STOPPED_EXECUTOR -> {
        lab.run(host, "pkill", "-STOP", "-f", EXECUTOR);
        int millis = random.nextInt(4) == 0 ? LONG_STOP_MILLIS : 500 + random.nextInt(4000);
        TimeUnit.MILLISECONDS.sleep(millis); // the length of the stop
        lab.run(host, "pkill", "-CONT", "-f", EXECUTOR);
      }
      case KILLED_EXECUTOR -> lab.run(host, "pkill", "-9", "-f", EXECUTOR);
      case KILLED_DRIVER -> session.kill(lab);
      case TOO_LITTLE_MEMORY -> at.starveOne(random.nextBoolean());
    }
  }

  private void cutShortly(String host) throws InterruptedException {
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
