package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.Test;

/**
 * Random faults of hosts, at random moments of runs in rotating layouts: cables that are taken out,
 * lost packets, slow networks, executors and drivers that are killed. Afterwards each result is
 * there once and right, nothing that was committed was computed again, and a bit that then flips is
 * found. Five rounds, or as many as the property {@code acme.rounds} says; {@code acme.seed}
 * repeats a campaign.
 */
class HostsCampaignIT {
  private static final int ROUNDS = Integer.getInteger("acme.rounds", 5);
  private static final long SEED = Long.getLong("acme.seed", new Random().nextInt(1_000_000));
  private static final int COMPUTATIONS = 160;
  private static final int MILLIS = 60;

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
    LOST_PACKETS,
    SLOW_NETWORK,
    KILLED_EXECUTOR,
    KILLED_DRIVER
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(SEED);
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long committedAtFaults;
  private long calls;

  @Test
  void nothingIsLostOrDoubledWhateverHappensToHosts() throws Exception {
    System.out.printf("seed %d%n", SEED);
    try (HostsLab lab = HostsLab.start()) {
      String jar = LabRun.startCluster(lab);
      for (int round = 0; round < ROUNDS; round++) {
        List<String> layout = LAYOUTS.get(round % LAYOUTS.size());
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        String what = "round %d of seed %d: %s, %s".formatted(round, SEED, fault, layout);
        try {
          attempt(lab, jar, "round-" + round, layout, fault);
        } catch (AssertionError e) {
          throw new AssertionError(what, e);
        }
      }
    }
    System.out.printf(
        "%d rounds %s: %d calls for %d computations, %d were committed when a fault began, %d bits flipped and found%n",
        ROUNDS, faults, calls, (long) ROUNDS * COMPUTATIONS, committedAtFaults, ROUNDS);
  }

  private void attempt(HostsLab lab, String jar, String name, List<String> layout, Fault fault)
      throws Exception {
    LabRun run =
        LabRun.begin(lab, jar, name, COMPUTATIONS, MILLIS, layout.toArray(String[]::new))
            .awaitSome();
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1500)); // a random moment
    var committed = committed(run.ledger());
    Map<Integer, Long> callsBefore = run.callsByValue();
    faults.merge(fault, 1, Integer::sum);
    committedAtFaults += committed.size();
    LabRun last = begin(fault, lab, run);
    try {
      last.endsWell(COMPUTATIONS);
    } finally {
      for (String host : List.of("h2", "h3")) {
        lab.heal(host);
        lab.slow(host, "full");
      }
      lab.lose("h3", 0);
    }
    Map<Integer, Long> callsAfter = run.callsByValue();
    for (int x : committed) {
      assertEquals(callsBefore.get(x), callsAfter.get(x), () -> "computed again: " + x);
    }
    calls += run.countCalls();
    findsAFlippedBit(lab, run.results());
  }

  /** Makes the fault; returns the process that ends the run. */
  private LabRun begin(Fault fault, HostsLab lab, LabRun run) throws Exception {
    String host = random.nextBoolean() ? "h2" : "h3";
    switch (fault) {
      case SHORT_CUT -> {
        lab.cut(host);
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(5000)); // the length of the cut
        lab.heal(host);
      }
      case LONG_CUT -> lab.cut(host);
      case LOST_PACKETS -> lab.lose("h3", 10 + random.nextInt(30));
      case SLOW_NETWORK -> lab.slow(host, "1mbit");
      case KILLED_EXECUTOR -> lab.run(host, "pkill", "-9", "-f", "CoarseGrainedExecutorBackend");
      case KILLED_DRIVER -> {
        lab.run("h1", "pkill", "-9", "-f", "org.acmespark.cli.Submission");
        run.process().waitFor();
        return run.resume();
      }
    }
    return run;
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

  private void findsAFlippedBit(HostsLab lab, Path results) throws IOException {
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
    Judges.Outcome found = lab.run("h1", LabRun.ACME, "verify", "--checksums", results.toString());
    assertNotEquals(0, found.exitStatus(), "bit %s of byte %s of %s".formatted(bit, at, file));
    flip(file, at, bit);
    Judges.Outcome whole = lab.run("h1", LabRun.ACME, "verify", "--checksums", results.toString());
    assertEquals(0, whole.exitStatus(), whole.output());
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
