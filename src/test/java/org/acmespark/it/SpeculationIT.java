package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.Waiting;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * Spark fills the slot of a slow computation a second time, and kills whichever task comes second.
 * It only does so on another host, so there are workers on two loopback addresses.
 */
class SpeculationIT {
  private static final String EACH_ONCE =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          n = int(sys.argv[2])
          print(len(f), all((f[f"comp_{i}"]["result_0"][()] == i).all() for i in range(n)))
      """;

  @TempDir static Path work;
  @TempDir Path folder;

  private static final List<RpcEnv> CLUSTER = new ArrayList<>();
  private static final AtomicInteger SPECULATIVE = new AtomicInteger();
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() throws Exception {
    var conf = new SparkConf().set("spark.master.rest.enabled", "false");
    var master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf);
    CLUSTER.add(master._1());
    String url = "spark://" + master._1().address().hostPort();
    for (String host : List.of("127.0.0.1", "127.0.0.2")) {
      CLUSTER.add(
          Worker.startRpcEnvAndEndpoint(
              host,
              0,
              0,
              1,
              1024,
              new String[] {url},
              work.toString(),
              Option.apply(CLUSTER.size()),
              conf,
              Option.empty()));
    }
    spark =
        new JavaSparkContext(
            SeparateExecutors.conf(url, SpeculationIT.class)
                .set("spark.speculation", "true")
                .set("spark.speculation.interval", "20ms")
                .set("spark.speculation.quantile", "0.5")
                .set("spark.speculation.multiplier", "0")
                .set("spark.locality.wait", "0s"));
    spark.setLogLevel("OFF"); // killed attempts are wanted here
    Waiting.until(
        () -> spark.sc().statusTracker().getExecutorInfos().length >= 3, // the driver is one
        () -> "not two executors");
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskStart(SparkListenerTaskStart start) {
                if (start.taskInfo().speculative()) {
                  SPECULATIVE.incrementAndGet();
                }
              }
            });
  }

  @AfterAll
  static void stopCluster() throws Exception {
    List<ProcessHandle> executors = ProcessHandle.current().children().toList();
    spark.stop();
    for (ProcessHandle executor : executors) { // workers complain of executors that outlive them
      executor.onExit().get(10, TimeUnit.SECONDS);
    }
    CLUSTER.forEach(RpcEnv::shutdown);
  }

  /** The last computation is slow, wherever it is called or, with a marker, the first time. */
  private Run<double[]> straggle(int n, int rangeSize, String marker, int length) throws Exception {
    SPECULATIVE.set(0);
    try (var map =
        ParallelMap.over(each(range(n)), all(n - 1), all(marker), all(length))
            .map(ClusterFunctions::straggle)
            .rangeSize(rangeSize)
            .outputDir(folder.resolve("run"))
            .verbosity(Verbosity.QUIET)
            .build()) {
      Run<double[]> run = map.compute();
      assertTrue(SPECULATIVE.get() > 0, "Spark has not speculated, so nothing was tested");
      return run;
    }
  }

  private void assertEachOnce(Run<?> run) throws Exception {
    run.requireAllComputed();
    assertEquals(
        run.nInputs() + " True",
        Judges.h5py(EACH_ONCE, run.container().orElseThrow(), run.nInputs()));
    Path ledger = run.directory().orElseThrow().resolve("straggle_computations.jsonl");
    assertEquals(run.nInputs(), LedgerAttempts.of(ledger).size());
    assertEquals(run.nInputs(), LedgerAttempts.computed(ledger));
  }

  @Test
  void everyComputationIsCommittedOnce() throws Exception {
    assertEachOnce(straggle(60, 3, "", 10));
  }

  @Test
  void anOriginalThatIsOvertakenAndKilledHarmsNothing() throws Exception {
    assertEachOnce(straggle(18, 3, folder.resolve("slow").toString(), 250_000));
  }

  @Test
  void everyComputationOfRangesInFilesOfTheirOwnIsCommittedOnce() throws Exception {
    assertEachOnce(straggle(270, 10, "", 10));
  }
}
