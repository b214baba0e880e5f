package org.acmespark;

import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.acmespark.model.Computation;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger as people analyse it. */
class LedgerTest {
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
            table = pandas.read_json(sys.argv[1], lines=True)
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
}
