package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Fn2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Functions that make it hard: in the end one computation has failed, and all others are there. */
@Timeout(180)
class HardFunctionsIT {
  private static final int N = 100;
  private static final int BAD = 17;
  private static final String OTHERS =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          good = [i for i in range(100) if i != 17]
          assert len(f) == 99
          print(all(f[f"comp_{i}/result_0"][()] == 3 * i for i in good))
      """;

  @RegisterExtension
  static final TestSpark SPARK =
      TestSpark.onMortalExecutors(
          () ->
              SeparateExecutors.conf("local-cluster[2,1,512]", HardFunctionsIT.class)
                  .set("spark.executor.memory", "512m"));

  @TempDir Path folder;

  private <R> ParallelMapBuilder<R> hundred(Fn2<Integer, Integer, R> function) {
    return ParallelMap.over(each(range(N)), all(BAD)).map(function).outputDir(folder.resolve("r"));
  }

  /** The one failure of a run, all others of which h5py reads. */
  private static ComputationFailure failureOf(Run<?> run) {
    assertEquals(1, run.failures().size(), run::failureSummary);
    ComputationFailure failure = run.failures().get(0);
    assertEquals(BAD, failure.index());
    assertEquals("(17, 17)", failure.inputs());
    assertEquals("True", Judges.h5py(OTHERS, run.container().orElseThrow()));
    return failure;
  }

  @Test
  void takesAllMemory() {
    var failure = failureOf(compute(hundred(ClusterFunctions::hoardAt)));
    assertEquals(OutOfMemoryError.class.getName(), failure.error());
    assertTrue(failure.message().contains("the heap of the JVM is at most"), failure.message());
    assertTrue(failure.stackTrace().contains("ClusterFunctions.hoardAt"), failure.stackTrace());
  }

  @Test
  void exits() {
    var failure = failureOf(compute(hundred(ClusterFunctions::exitAt)));
    assertEquals("ExecutorLost", failure.error());
    assertTrue(
        failure.message().startsWith("executor lost while running computation 17 on host "),
        failure.message());
  }

  @Test
  void crashesInNativeCode() {
    var failure = failureOf(compute(hundred(ClusterFunctions::crashAt)));
    assertEquals("ExecutorLost", failure.error());
    assertTrue(failure.message().contains("134"), failure.message()); // SIGABRT
  }

  @Test
  void sleepsForEver() {
    var failure = failureOf(compute(hundred(ClusterFunctions::sleepAt).timeout("1s")));
    assertEquals("TimedOut", failure.error());
    assertTrue(failure.stackTrace().contains("ClusterFunctions.sleepAt"), failure.stackTrace());
  }

  @Test
  void returnsWhatCannotBeStored() {
    var failure = failureOf(compute(hundred(ClusterFunctions::threadAt)));
    assertTrue(failure.message().contains("Thread has no counterpart in HDF5"), failure.message());
  }

  @Test
  void throwsForATenthOfTenThousand() {
    var run =
        compute(
            ParallelMap.over(each(range(10_000)))
                .map(ClusterFunctions::throwAtTenths)
                .outputDir(folder.resolve("r")));

    List<Long> bad = IntStream.range(0, 1000).mapToObj(k -> 10L * k + 3).toList();
    assertEquals(bad, run.failures().stream().map(ComputationFailure::index).toList());
    assertEquals(
        "9000 True",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                print(len(f), all(f[f"comp_{i}/result_0"][()] == 3 * i
                                  for i in range(10_000) if i % 10 != 3))
            """,
            run.container().orElseThrow()));
    String summary = run.failureSummary();
    assertTrue(summary.startsWith("1000 of 10000 computations failed"), summary);
    assertTrue(summary.lines().count() < 20, summary); // a cause, however many have it
  }
}
