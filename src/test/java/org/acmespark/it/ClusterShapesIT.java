package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.model.ComputationFailure;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same run whatever the number of executors, and of cores in each. */
@Timeout(300)
class ClusterShapesIT {
  @TempDir Path folder;

  private CountDownLatch taskStarted;

  private <T> T on(int executors, int cores, Supplier<T> work) {
    taskStarted = new CountDownLatch(1);
    var conf =
        SeparateExecutors.conf(
                "local-cluster[%d,%d,512]".formatted(executors, cores), ClusterShapesIT.class)
            .set("spark.executor.memory", "512m");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("OFF"); // deaths of executors are wanted here
      spark
          .sc()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart start) {
                  taskStarted.countDown();
                }
              });
      return work.get();
    }
  }

  @Test
  void theSameSeedGivesTheSameNumbersOnAnyNumberOfExecutorsThoughSomeDie() {
    List<List<Double>> drawn = new ArrayList<>();
    for (int executors : List.of(1, 2, 4)) {
      drawn.add(
          on(
              executors,
              1,
              () -> {
                var computing = CompletableFuture.supplyAsync(this::drawn);
                killAnExecutorInTime(computing);
                return computing.join();
              }));
    }
    assertEquals(200, drawn.get(0).stream().distinct().count());
    assertEquals(drawn.get(0), drawn.get(1));
    assertEquals(drawn.get(0), drawn.get(2));
  }

  private List<Double> drawn() {
    return compute(
            ParallelMap.over(each(range(200)), computation())
                .map(ClusterFunctions::drawSlowly)
                .seed(42)
                .inMemory())
        .requireAllComputed()
        .values();
  }

  /** Executors are the JVMs below this one. */
  private void killAnExecutorInTime(CompletableFuture<?> computing) {
    try {
      assertTrue(taskStarted.await(2, TimeUnit.MINUTES), "no task was started");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ProcessHandle victim =
        ProcessHandle.current()
            .descendants()
            .filter(
                process -> process.info().command().filter(c -> c.endsWith("/java")).isPresent())
            .findAny()
            .orElseThrow();
    assertTrue(!computing.isDone(), "over before an executor could be killed");
    victim.destroyForcibly();
  }

  @Test
  void aComputationThatTakesAllMemoryFailsAloneAndTheOneBesideItDoesNot() throws Exception {
    Run<Integer> run =
        on(
            1,
            2,
            () ->
                compute(
                    ParallelMap.over(each(range(100)), all(17))
                        .map(ClusterFunctions::hoardAt)
                        .outputDir(folder.resolve("run"))));

    assertEquals(List.of(17L), run.failures().stream().map(ComputationFailure::index).toList());
    assertEquals(OutOfMemoryError.class.getName(), run.failures().get(0).error());
    assertEquals(99, LedgerAttempts.computed(folder.resolve("run/hoardAt_computations.jsonl")));
  }
}
