package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.Waiting;
import org.acmespark.engine.channel.Intrusion;
import org.acmespark.model.Verbosity;

/** A run whose driver is this JVM, and commits that were forged while it went on. */
final class ForgedCommits {
  private static final Pattern RUN = Pattern.compile("\"run\" *: *\"([^\"]+)\"");

  private ForgedCommits() {}

  /**
   * Begins a run, tries the forgeries as another user, lets the run end, and compares its results.
   *
   * @param where says where the run is to run
   */
  static void changeNothing(Path parent, UnaryOperator<ParallelMapBuilder<Integer>> where)
      throws Exception {
    Path folder = Files.createDirectory(parent.resolve("forged"));
    Path victim = Files.writeString(folder.resolve("victim"), "private");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
    Path run = folder.resolve("run");
    Path go = parent.resolve("go");
    var running = CompletableFuture.supplyAsync(() -> compute(run, go, where));
    try {
      String id = begun(run, parent.resolve("go.called"), running);
      Files.createSymbolicLink(run.resolve(".working").resolve(id + "-task7-0-0.h5"), victim);
      Intrusion.byAForger(parent, id, victim);
    } finally {
      Files.createFile(go);
    }
    Run<Integer> ended = running.get(2, TimeUnit.MINUTES);
    assertEquals(List.of(), ended.failures());
    assertEquals(
        "[0, 3, 6, 9]",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                print([int(f["comp_%d/result_0" % i][()]) for i in range(len(f))])
            """,
            ended.container().orElseThrow()));
    String ledger = Files.readString(run.resolve("f_computations.jsonl"));
    assertEquals(4, ledger.lines().count(), ledger);
    assertFalse(ledger.contains("INJECTED"), ledger);
    assertEquals("private", Files.readString(victim));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
    try (Stream<Path> there = Files.list(folder)) {
      assertEquals(List.of(run, victim), there.sorted().toList());
    }
  }

  private static Run<Integer> compute(
      Path run, Path go, UnaryOperator<ParallelMapBuilder<Integer>> where) {
    ParallelMapBuilder<Integer> builder =
        ParallelMap.over(each(range(4)), all(go.toString()))
            .map(ClusterFunctions::thriceWhenAllowed)
            .name("f")
            .rangeSize(1)
            .verbosity(Verbosity.QUIET)
            .outputDir(run);
    try (var map = where.apply(builder).build()) {
      return map.compute();
    }
  }

  /** Waits for the first call; returns the run's identifier. */
  private static String begun(Path run, Path called, CompletableFuture<?> running)
      throws Exception {
    Waiting.until(() -> Files.exists(called) || running.isDone(), () -> "no call");
    assertFalse(running.isDone(), () -> "the run has ended: " + running);
    var id = RUN.matcher(Files.readString(run.resolve("f_run.json")));
    assertTrue(id.find());
    return id.group(1);
  }
}
