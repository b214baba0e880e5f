package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Fn2;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of thousands of cheap computations, in ranges of a thousand, takes its JVM away, in which a
 * neighbour computes at the same time: it alone is blamed.
 */
@Timeout(180)
class NeighboursIT {
  private static final int N = 6000;
  private static final int DEADLY = 2345;
  private static final String OTHERS =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          good = [i for i in range(6000) if i != 2345]
          print(len(f), all(f[f"comp_{i}/result_0"][()] == 3 * i for i in good))
      """;

  @RegisterExtension
  static final TestSpark SPARK =
      TestSpark.onMortalExecutors(
          () -> SeparateExecutors.conf("local-cluster[1,2,1024]", NeighboursIT.class));

  @TempDir Path folder;

  @Test
  void exits() {
    requireOnlyTheDeadlyIsBlamed(ClusterFunctions::exitAt);
  }

  @Test
  void halts() {
    requireOnlyTheDeadlyIsBlamed(ClusterFunctions::dieAt);
  }

  private void requireOnlyTheDeadlyIsBlamed(Fn2<Integer, Integer, Integer> function) {
    Run<Integer> run;
    try (var map =
        ParallelMap.over(each(range(N)), all(DEADLY))
            .map(function)
            .rangeSize(1000)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("run"))
            .build()) {
      run = map.compute();
    }
    assertEquals(1, run.failures().size(), run::failureSummary);
    ComputationFailure failure = run.failures().get(0);
    assertEquals(DEADLY, failure.index());
    assertTrue(
        failure.message().startsWith("executor lost while running computation 2345 on host "),
        failure.message());
    assertEquals("5999 True", Judges.h5py(OTHERS, run.container().orElseThrow()));
  }
}
