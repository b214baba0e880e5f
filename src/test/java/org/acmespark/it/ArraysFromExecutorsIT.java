package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.store.single.ExecutorPlaces;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Large arrays get into the single file in the way that fits the executor. */
class ArraysFromExecutorsIT {
  private static final int LENGTH = 300_000;

  private static final String OPENED =
      """
      import h5py, sys, numpy as np
      n, length = int(sys.argv[2]), int(sys.argv[3])
      opened = 0
      with h5py.File(sys.argv[1]) as f:
          for i in range(n):
              row = f['result_0'][i] if 'result_0' in f else f[f'comp_{i}/result_0'][()]
              assert row.shape == (length,), i
              assert (row[1:] == (i + np.arange(length) / 1e7)[1:]).all(), i
              opened += row[0] == 1
      print(opened)
      """;

  private static final String RAMPS =
      """
      import h5py, sys, numpy as np
      n, length = int(sys.argv[2]), int(sys.argv[3])
      with h5py.File(sys.argv[1]) as f:
          for i in range(n):
              row = f['result_0'][i] if 'result_0' in f else f[f'comp_{i}/result_0'][()]
              assert (row == i + np.arange(length) / 1e7).all(), i
      """;

  @TempDir Path folder;

  /** Two executors on this machine, which are told to send or not. */
  private static SparkConf told(boolean toSend) {
    return SeparateExecutors.conf("local-cluster[2,1,1024]", ArraysFromExecutorsIT.class)
        .set("spark.executor.extraJavaOptions", "-D" + ExecutorPlaces.SEND + "=" + toSend);
  }

  private <R> Path container(ParallelMapBuilder<R> builder) {
    Run<R> run = TestSpark.compute(builder.singleFile().outputDir(folder.resolve("run")));
    run.requireAllComputed();
    return run.container().orElseThrow();
  }

  private int executorsThatHadOpened(boolean stacked) throws Exception {
    var builder =
        ParallelMap.over(each(range(12)))
            .map(x -> ClusterFunctions.rampWithDescriptors(x, LENGTH))
            .rangeSize(3);
    Path container = container(stacked ? builder.resultShape(STACK, LENGTH) : builder);
    assertTrue(Files.notExists(folder.resolve("run/.values-permit")));
    return Integer.parseInt(Judges.h5py(OPENED, container, 12, LENGTH));
  }

  private void requireEachOnceThoughAnExecutorDies() throws Exception {
    Path container =
        container(
            ParallelMap.over(each(range(60)), all(17), all(folder.resolve("died").toString()))
                .map(ClusterFunctions::rampOrDieOnce)
                .rangeSize(10)
                .resultShape(STACK, 100_000));

    assertTrue(Files.exists(folder.resolve("died")));
    Judges.h5py(RAMPS, container, 60, 100_000);
  }

  @Nested
  class OnTheDriversMachine {
    @RegisterExtension
    static final TestSpark SPARK = TestSpark.onMortalExecutors(() -> told(false));

    @Test
    void executorsWriteThemIntoTheFile() throws Exception {
      assertTrue(executorsThatHadOpened(false) > 0);
    }

    @Test
    void executorsWriteRowsIntoTheFile() throws Exception {
      assertTrue(executorsThatHadOpened(true) > 0);
    }

    @Test
    void eachIsThereOnceThoughAnExecutorDies() throws Exception {
      requireEachOnceThoughAnExecutorDies();
    }
  }

  @Nested
  class Elsewhere {
    @RegisterExtension
    static final TestSpark SPARK =
        TestSpark.onMortalExecutors(() -> told(true).set("spark.driver.maxResultSize", "1m"));

    @Test
    void executorsSendThem() throws Exception {
      assertEquals(0, executorsThatHadOpened(false));
    }

    @Test
    void executorsSendRows() throws Exception {
      assertEquals(0, executorsThatHadOpened(true));
    }

    @Test
    void eachIsThereOnceThoughAnExecutorDies() throws Exception {
      requireEachOnceThoughAnExecutorDies();
    }
  }

  /** No port is free for the server that would take arrays. */
  @Nested
  class WithoutAServer {
    @RegisterExtension
    static final TestSpark SPARK =
        TestSpark.onMortalExecutors(
            () ->
                told(true)
                    .set("spark.driver.blockManager.port", freePort()) // Spark takes it
                    .set("spark.port.maxRetries", "0"));

    @Test
    void executorsSendThemAsAllElse() throws Exception {
      assertEquals(0, executorsThatHadOpened(false));
    }

    @Test
    void executorsSendRowsAsAllElse() throws Exception {
      assertEquals(0, executorsThatHadOpened(true));
    }
  }

  private static String freePort() {
    try (var socket = new ServerSocket(0)) {
      return "" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
