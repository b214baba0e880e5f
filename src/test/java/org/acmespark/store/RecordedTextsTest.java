package org.acmespark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.Compression;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger and the log keep of masses of failures. */
class RecordedTextsTest {
  private static final String FRAMES =
      "\n\tat com.example.Filters.lowpass(Filters.java:17)"
          + "\n\tat com.example.Filters.call(Filters.java:9)"
          + "\n\tat org.acmespark.Call.call(Call.java:1)".repeat(20)
          + "\nCaused by: java.io.IOException: outer"
          + "\n\tat com.example.Files.open(Files.java:3)"
          + "\n\t... 20 more"
          + "\nCaused by: java.io.EOFException: inner"
          + "\n\tat com.example.Files.read(Files.java:5)"
          + "\n\t... 21 more";

  @TempDir Path folder;

  private static Attempts.Failed failed(long index, String message, String trace) {
    return Attempts.ofFailure(
            new ComputationFailure(index, 1, "(x=" + index + ")", "E", message, trace, "host"))
        .failed()
        .get(0);
  }

  private static ComputationFailure late(String message, String trace) {
    return new RecordedTexts(0).of(failed(7, message, trace)).failure();
  }

  @Test
  void theFirstFailuresAreWrittenAsTheyAre() {
    var texts = new RecordedTexts(100);
    Attempts.Failed first = failed(0, "m".repeat(50), "t".repeat(50));
    assertSame(first, texts.of(first));
    assertEquals(
        "m".repeat(200) + " ...", texts.of(failed(1, "m".repeat(201), "")).failure().message());
    // A short one is whole at any time.
    Attempts.Failed brief = failed(2, "m", "E: m\n\tat a.B.c(B.java:1)");
    assertEquals(brief, texts.of(brief));
  }

  @Test
  void laterOnesSayWhichComputationFailedAndHow() {
    String message = "x".repeat(10_000) + 7;
    ComputationFailure failure = late(message, "E: " + message + FRAMES);
    assertEquals(7, failure.index());
    assertEquals("(x=7)", failure.inputs());
    assertEquals("E", failure.error());
    assertEquals("host", failure.host());
    assertEquals("x".repeat(200) + " ...", failure.message());
    String frame = "\n\tat org.acmespark.Call.call(Call.java:1)";
    assertEquals(
        "E: "
            + "x".repeat(197)
            + " ...\n\tat com.example.Filters.lowpass(Filters.java:17)"
            + "\n\tat com.example.Filters.call(Filters.java:9)"
            + frame.repeat(3)
            + "\n...\nCaused by: java.io.EOFException: inner"
            + "\n\tat com.example.Files.read(Files.java:5)\n\t... 21 more",
        failure.stackTrace());
  }

  @Test
  void framesAreFoundBehindAMessageOfManyLines() {
    String message = "line\n".repeat(1000);
    assertTrue(
        late(message, "E: " + message + FRAMES)
            .stackTrace()
            .startsWith("E: line\n\tat com.example.Filters.lowpass(Filters.java:17)\n"));
  }

  @Test
  void aTraceOfPythonKeepsItsEnd() {
    String trace =
        "Traceback (most recent call last):\n"
            + "  File \"a.py\", line 1, in f\n    g()\n".repeat(50)
            + "  File \"b.py\", line 2, in g\n    raise ValueError(text)\nValueError: "
            + "x".repeat(5000);
    String kept = late("x".repeat(5000), trace).stackTrace();
    assertTrue(kept.startsWith("Traceback (most recent call last):\n  File \"a.py\""), kept);
    assertTrue(
        kept.endsWith(
            "...\n  File \"b.py\", line 2, in g\n    raise ValueError(text)\nValueError: "
                + "x".repeat(188)
                + " ..."),
        kept);
  }

  @Test
  void ledgerAndLogOfThousandsOfLongFailuresHaveABound() throws Exception {
    int n = 12_000; // 240 million characters
    String message = "x".repeat(10_000);
    Path run = folder.resolve("run");
    try (var store =
        new DirectoryStore(
            Optional.of(run.toString()),
            "run",
            new DirectoryPlan("f", n, Spread.PER_COMPUTATION, Optional.empty(), Compression.none()),
            Map.of(),
            RunLog.beside(System.Logger.Level.INFO))) {
      for (int i = 0; i < n; i++) {
        Attempts.Failed failed = failed(i, message + i, "E: " + message + i + FRAMES);
        store.commit(new Block.Nothing(), Attempts.ofFailure(failed.failure()));
      }
      store.finish(RunStore.Outcome.FAILED);
    }
    Path ledger = run.resolve("f_computations.jsonl");
    long most = RecordedTexts.WHOLE_CHARACTERS + 1500L * n;
    assertTrue(Files.size(ledger) < most, () -> ledger.toFile().length() + " bytes");
    try (var lines = Files.lines(ledger)) {
      List<String> all = lines.toList();
      assertEquals(n, all.size());
      for (int i = 0; i < n; i++) {
        String line = all.get(i);
        assertTrue(line.contains("\"inputs\":\"(x=" + i + ")\""), line);
      }
    }
    Path log;
    try (var files = Files.list(run)) {
      log = files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
    assertTrue(Files.size(log) < most, () -> log.toFile().length() + " bytes");
    try (var lines = Files.lines(log)) {
      assertEquals(n, lines.filter(line -> line.contains(" failed (attempt 1): E: x")).count());
    }
  }
}
