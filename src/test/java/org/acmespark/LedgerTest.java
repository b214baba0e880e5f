package org.acmespark;

import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.acmespark.model.Computation;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger as people analyse it. */
class LedgerTest {
  private static final AtomicInteger CALLS = new AtomicInteger();

  @TempDir Path folder;

  static double unlucky(int x, Computation c) {
    if (x % 5 == 2 && c.attempt() < x) {
      throw new IllegalStateException("attempt " + c.attempt() + "\nof \"" + x + "\"");
    }
    return x / 2.0;
  }

  @Test
  void isATableToPandas() {
    try (var map =
        ParallelMap.over(each(range(20)), computation())
            .map(LedgerTest::unlucky)
            .name("unlucky")
            .retries(1)
            .workers(2)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run"))
            .build()) {
      map.compute();
    }
    // 2 is right at its second attempt; 7, 12 and 17 fail twice.
    assertEquals(
        """
        24 {'computed': 17, 'failed': 3, 'retried': 4}
        [1, 1, 2]
        True True True True True
        java.lang.IllegalStateException 'attempt 2\\nof "17"'""",
        Judges.pandas(
            """
            import pandas, sys
            lines = pandas.read_json(sys.argv[1], lines=True)
            table = lines.explode(["indices", "start_micros", "nanos"], ignore_index=True)
            table["index"] = table.pop("indices")
            table["seconds"] = table.pop("nanos") / 1e9
            print(len(table), table["status"].value_counts().sort_index().to_dict())
            print(sorted(table[table["index"].isin([1, 2])]["attempt"]))
            computed = table[table["status"] == "computed"]
            failed = table[table["status"] == "failed"].sort_values("index")
            started = pandas.to_datetime(table["started"])
            print((started.max() - started.min()).total_seconds() < 600, (table["seconds"] >= 0).all(),
                  computed["index"].is_unique, computed["file"].notna().all(),
                  table[["host", "executor"]].notna().all().all())
            last = failed.iloc[-1]
            print(last["error"], repr(last["message"]))
            """,
            folder.resolve("run/unlucky_computations.jsonl")));
  }

  private static ParallelMapBuilder<?> count(int n) {
    return ParallelMap.over(each(range(n)))
        .forEach(x -> CALLS.incrementAndGet())
        .name("count")
        .workers(2)
        .verbosity(Verbosity.QUIET);
  }

  private static void compute(ParallelMapBuilder<?> builder) {
    try (var map = builder.build()) {
      map.compute();
    }
  }

  @Test
  void takesFewBytesForEachComputation() throws Exception {
    compute(count(50_000).outputDir(folder.resolve("run")));
    Path ledger = folder.resolve("run/count_computations.jsonl");
    assertEquals(50_000, LedgerAttempts.computed(ledger));
    long bytes = Files.size(ledger) / 50_000;
    assertTrue(bytes <= 40, bytes + " bytes");
  }

  @Test
  void theLedgerOfAnEarlierVersionIsContinued() throws Exception {
    compute(count(1000).outputDir(folder.resolve("run")));
    Path ledger = folder.resolve("run/count_computations.jsonl");
    List<String> earlier = LedgerAttempts.of(ledger);
    Files.write(ledger, earlier.subList(0, 900));
    CALLS.set(0);
    compute(count(1000).resume(folder.resolve("run")));
    assertEquals(100, CALLS.get());
    List<String> lines = Files.readAllLines(ledger);
    assertEquals(earlier.subList(0, 900), lines.subList(0, 900));
    long later = LedgerAttempts.of(lines.subList(900, lines.size())).size();
    assertEquals(100, later);
  }

  @Test
  void computationsWithFilesOfTheirOwnShareALine() throws Exception {
    compute(
        ParallelMap.over(each(range(40)))
            .map(x -> 2 * x)
            .name("twice")
            .workers(2)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run")));
    Path ledger = folder.resolve("run/twice_computations.jsonl");
    assertTrue(Files.readAllLines(ledger).size() < 40, () -> "a line for each computation");
    for (String line : LedgerAttempts.of(ledger)) {
      var attempt = new ObjectMapper().readTree(line);
      assertEquals(
          "twice_payload/twice_%s.h5".formatted(attempt.get("index").asInt()),
          attempt.get("file").asText());
    }
    Files.delete(folder.resolve("run/twice.h5")); // so that only the ledger knows the files
    try (var results = Results.open(folder.resolve("run"))) {
      assertEquals(14, results.computation(7).value());
      assertEquals(40, results.verify().readable());
    }
  }
}
