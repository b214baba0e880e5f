package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.model.Format;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Results that a pipeline takes on as an RDD, with executors that come and go. */
class ResultsRddIT {
  private static final int N = 200;
  private static final String OURS = "org.acmespark.it.RddFunctions*";

  @RegisterExtension
  static final TestSpark SPARK =
      TestSpark.onMortalExecutors(
          () ->
              SeparateExecutors.conf("local-cluster[2,1,1024]", ResultsRddIT.class)
                  .set("spark.driver.maxResultSize", "100k"));

  @TempDir Path folder;

  private Run<RddFunctions.Fit> fits() {
    try (var map =
        ParallelMap.over(each(range(N)), all(folder.toString()))
            .map(RddFunctions::fit)
            .format(Format.SERIALIZED)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run"))
            .build()) {
      return map.compute();
    }
  }

  private long calls() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("call")).count();
    }
  }

  @Test
  void aPipelineGoesOnWithoutCallingTheFunctionAgain() throws Exception {
    var pairs = fits().requireAllComputed().pairs(SPARK.context(), OURS);

    assertEquals(
        LongStream.range(0, N).boxed().toList(), pairs.keys().collect(), "in the order of inputs");
    assertEquals(
        IntStream.range(0, N).mapToDouble(x -> 20_000.0 * x).sum(),
        pairs.values().mapToDouble(RddFunctions::sum).sum());
    assertEquals(N / 2, pairs.filter(fit -> fit._1 % 2 == 0).count());
    assertEquals(N, calls());
  }

  @Test
  void holdsThoughExecutorsDie() throws Exception {
    var rdd = fits().rdd(SPARK.context(), OURS);
    String marker = folder.resolve("died").toString();

    double sum =
        rdd.mapToDouble(fit -> ClusterFunctions.dieOnceAt(fit.slope(), 77, marker) / 3.0).sum();

    assertEquals(N * (N - 1) / 2.0, sum);
    assertTrue(Files.exists(Path.of(marker)));
    assertEquals(N, calls());
  }

  @Test
  void leavesOutWhatFailedAndTheRunSaysWhy() {
    Run<Integer> run;
    try (var map =
        ParallelMap.over(each(range(5)))
            .map(ClusterFunctions::print)
            .format(Format.SERIALIZED)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run"))
            .build()) {
      run = map.compute();
    }

    assertEquals(List.of(0, 10, 20, 40), run.rdd(SPARK.context()).collect());
    assertEquals(3, run.failures().get(0).index());
    assertThrows(org.acmespark.model.AcmeException.class, run::requireAllComputed);
  }

  @Test
  void namesAFileThatIsGoneAndAClassThatIsNotOpened() throws Exception {
    Run<RddFunctions.Fit> run = fits();
    var closed = assertThrows(SparkException.class, () -> run.rdd(SPARK.context()).count());
    assertTrue(closed.getMessage().contains("RddFunctions$Fit"), closed.getMessage());

    Files.delete(run.file(9).orElseThrow());
    var gone = assertThrows(SparkException.class, () -> run.rdd(SPARK.context(), OURS).count());
    assertTrue(gone.getMessage().contains("fit_9.ser"), gone.getMessage());
  }

  @Test
  void resultsInHdf5AreNoRdd() {
    try (var map =
        ParallelMap.over(each(range(2)))
            .map(ClusterFunctions::print)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run"))
            .build()) {
      Run<Integer> run = map.compute();
      var refused = assertThrows(IllegalStateException.class, () -> run.rdd(SPARK.context()));
      assertTrue(refused.getMessage().contains("SERIALIZED"), refused.getMessage());
    }
  }
}
