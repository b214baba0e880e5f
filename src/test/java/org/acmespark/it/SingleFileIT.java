package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Results that travel from executors of other JVMs into one file of the driver's. */
class SingleFileIT {
  @RegisterExtension
  static final TestSpark SPARK =
      TestSpark.onMortalExecutors(
          () ->
              SeparateExecutors.conf("local-cluster[2,1,1024]", SingleFileIT.class)
                  // nothing comes as the result of a task
                  .set("spark.driver.maxResultSize", "1m"));

  @TempDir Path folder;

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return TestSpark.compute(builder.singleFile().outputDir(folder.resolve("run")));
  }

  @Test
  void valuesOfManyFramesArriveWhole() {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(3)))
                .map(x -> ClusterFunctions.ramp(x, 5_000_000))
                .name("large"));

    run.requireAllComputed();
    assertEquals(3, Ramps.judge(run.container().orElseThrow(), 3, 5_000_000));
  }

  @Test
  void eachComputationIsThereOnceThoughItsExecutorDied() throws Exception {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(60)), all(17), all(folder.resolve("died").toString()))
                .map(ClusterFunctions::rampOrDieOnce)
                .rangeSize(10)
                .resultShape(STACK, 100_000));

    run.requireAllComputed();
    assertTrue(Files.exists(folder.resolve("died")));
    assertEquals(1, Ramps.judge(run.container().orElseThrow(), 60, 100_000));
    List<String> ledger =
        LedgerAttempts.of(folder.resolve("run/rampOrDieOnce_computations.jsonl")).stream()
            .filter(line -> line.contains("\"computed\""))
            .toList();
    assertEquals(60, ledger.size());
    assertEquals(60, ledger.stream().map(line -> line.split(",")[0]).distinct().count());
  }

  @Test
  void moreArrivesThanTheDriversHeapHolds() throws Exception {
    Path jar = Ramps.jar(folder, Duration.ZERO);
    // 600 MB of results; Spark wants at least 450 MB to start at all.
    var acme =
        AcmeProcess.run(
            folder,
            "run",
            "com.example.Ramp::ramp",
            "range(75)",
            "all:1000000",
            "--single-file",
            "--jar=" + jar,
            "--driver-memory=480m",
            "--master=local-cluster[2,1,1024]",
            "--no-report", // a slow machine takes more than a minute
            "--output-dir=run");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(List.of(folder.resolve("run/ramp.h5").toString()), acme.stdout());
    assertEquals(75, Ramps.judge(acme.stdout().get(0), 75, 1_000_000));
    assertEquals(
        List.of("", ".acme-run", "_SUCCESS", "ramp.h5", "ramp_computations.jsonl", "ramp_run.json"),
        AcmeProcess.listing(folder.resolve("run")).stream()
            .filter(name -> !name.endsWith(".log"))
            .toList());
  }
}
