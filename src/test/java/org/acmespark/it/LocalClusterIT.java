package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.Args.slices;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.ComputationFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Executors in JVMs of their own: what local[N] hides of class paths, serialization and deaths. */
class LocalClusterIT {
  private static final String COUNT_AND_SUM =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          values = [f[f"comp_{i}"]["result_0"][()] for i in range(int(sys.argv[2]))]
          print(len(f), all(v == 3 * i for i, v in enumerate(values)))
      """;

  private static JavaSparkContext spark;
  private static List<Double> drawnInOneJvm;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    var local =
        new SparkConf().setMaster("local[2]").setAppName("one").set("spark.ui.enabled", "false");
    try (var context = new JavaSparkContext(local)) {
      context.setLogLevel("ERROR");
      drawnInOneJvm = compute(drawing()).values();
    }
    spark =
        new JavaSparkContext(
            SeparateExecutors.conf("local-cluster[2,1,1024]", LocalClusterIT.class));
    spark.setLogLevel("OFF"); // deaths of executors are wanted here
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static ParallelMapBuilder<Double> drawing() {
    return ParallelMap.over(each(range(300)), computation())
        .map(ClusterFunctions::draw)
        .seed(42)
        .inMemory();
  }

  @Test
  void theReadmesJobLeavesFilesThatH5pyReads() throws Exception {
    Run<Double> run =
        compute(
            ParallelMap.over(each(2, 4, 6, 8), all(4), all(3))
                .map(ClusterFunctions::f)
                .outputDir(folder.resolve("run")));

    run.requireAllComputed();
    Judges.h5py(
        Files.readString(Path.of("src/test/python/judge_walkthrough.py")),
        run.container().orElseThrow());
    assertFalse(
        Files.readString(folder.resolve("run/f_computations.jsonl"))
            .contains("\"executor\":\"driver\""));
  }

  @Test
  void aSharedArgumentOf200MegabytesDoesNotTravelInTasks() {
    byte[] shared = new byte[200 << 20];
    new Random(1).nextBytes(shared);
    long checksum = ClusterFunctions.checksum(shared);

    Run<Long> run =
        compute(
            ParallelMap.over(each(range(8)), all(shared))
                .map(ClusterFunctions::checksumPlus)
                .inMemory());

    assertEquals(LongStream.range(0, 8).map(x -> x + checksum).boxed().toList(), run.values());
  }

  @Test
  void inputsOf200MegabytesReachTheirComputations() {
    var random = new Random(2);
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] input = new byte[1 << 20];
      random.nextBytes(input);
      inputs.add(input);
    }
    List<Long> expected = inputs.stream().map(ClusterFunctions::checksum).toList();

    Run<Long> run =
        compute(ParallelMap.over(each(inputs)).map(ClusterFunctions::checksum).inMemory());

    assertEquals(expected, run.values());
  }

  @Test
  void theInputsOfRangesAreGoneFromSparkWhenTheirRunEnds() {
    List<String> inputs = IntStream.range(0, 100).mapToObj(i -> "x".repeat(10_000)).toList();
    for (int round = 0; round < 20; round++) {
      compute(ParallelMap.over(each(inputs)).map(String::length).inMemory());
      assertEquals(List.of(), largeBroadcasts(), "round " + round);
    }
  }

  /** The broadcasts of inputs, which Spark's own of tasks are far smaller than. */
  private static List<String> largeBroadcasts() {
    var blocks = spark.sc().env().blockManager();
    return CollectionConverters.asJava(blocks.getMatchingBlockIds(BlockId::isBroadcast)).stream()
        .filter(id -> blocks.getStatus(id).exists(status -> status.memSize() > 60_000))
        .map(BlockId::name)
        .toList();
  }

  @Test
  void resultsOfMoreThanAMessageReachTheDriver() {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(12)))
                .map(x -> ClusterFunctions.dawdle(x, 0, 1_000_000))
                .name("large")
                .inMemory());

    for (int i = 0; i < 12; i++) {
      assertEquals(1e6 * i, ClusterFunctions.sum(run.values().get(i)));
    }
  }

  @Test
  void anRddIsAnInput() {
    var inputs = spark.parallelize(IntStream.range(0, 1000).boxed().toList(), 7);

    Run<Integer> run =
        compute(
            ParallelMap.over(each(inputs), all(3))
                .map((x, y) -> x * y)
                .name("thrice")
                .outputDir(folder.resolve("run")));

    run.requireAllComputed();
    assertEquals(
        "1000 True", Judges.h5py(COUNT_AND_SUM, run.container().orElseThrow(), run.nInputs()));
  }

  @Test
  void eachExecutorReadsItsSlicesOfAFile() {
    columnsAreSummed(folder.resolve("recording.h5"));
  }

  /** Executors have working directories of their own. */
  @Test
  void aRelativeFileOfSlicesIsThatOfTheDriver() {
    Path here = Path.of("").toAbsolutePath();
    columnsAreSummed(here.relativize(folder.toAbsolutePath()).resolve("recording.h5"));
  }

  private static void columnsAreSummed(Path file) {
    double[][] data = new double[500][40];
    for (int row = 0; row < 500; row++) {
      for (int column = 0; column < 40; column++) {
        data[row][column] = row * (column + 1);
      }
    }
    try (var writer = Hdf5Writer.create(file)) {
      writer.write("/data", Hdf5Value.of(data));
      writer.commit();
    }

    Run<Double> run =
        compute(
            ParallelMap.over(slices(file.toString(), "/data", 1))
                .map(ClusterFunctions::sum)
                .inMemory());

    double once = 499 * 500 / 2.0;
    assertEquals(
        IntStream.rangeClosed(1, 40).mapToObj(column -> once * column).toList(), run.values());
  }

  @Test
  void randomNumbersAreThoseOfARunInOneJvm() {
    assertEquals(drawnInOneJvm, compute(drawing().rangeSize(7)).values());
  }

  @Test
  void aFailureTellsTheUsersOwnException() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(10)))
                .map(ClusterFunctions::print)
                .outputDir(folder.resolve("run")));

    assertEquals(1, run.failures().size());
    ComputationFailure failure = run.failures().get(0);
    assertEquals(3, failure.index());
    assertEquals("(3)", failure.inputs());
    assertEquals(ClusterFunctions.OutOfPaperException.class.getName(), failure.error());
    assertEquals("tray 3 is empty", failure.message());
    assertTrue(failure.stackTrace().contains("ClusterFunctions.print"), failure.stackTrace());
    assertEquals(9, run.files().size());
  }

  @Test
  void aComputationThatKillsItsExecutorFailsAloneAndIsNamed() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(100)), all(17))
                .map(ClusterFunctions::dieAt)
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(17L), run.failures().stream().map(ComputationFailure::index).toList());
    String message = run.failures().get(0).message();
    assertTrue(message.contains("executor lost while running computation 17"), message);
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      assertEquals(99, reader.children("/").size());
      for (int i = 0; i < 100; i++) {
        if (i != 17) {
          assertEquals(3 * i, reader.read("/comp_" + i + "/result_0").toJava());
        }
      }
    }
    assertFalse(Files.exists(folder.resolve("run/.working")));
  }

  @Test
  void aComputationThatKillsItsExecutorOnceIsComputedAfterAll() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(100)), all(17), all(folder.resolve("died").toString()))
                .map(ClusterFunctions::dieOnceAt)
                .outputDir(folder.resolve("run")));

    run.requireAllComputed();
    assertTrue(Files.exists(folder.resolve("died")));
    assertEquals("100 True", Judges.h5py(COUNT_AND_SUM, run.container().orElseThrow(), 100));
  }

  @Test
  void anExecutorWhoseCoreAnEndlessCallKeepsIsReplacedAndNobodyElseBlamed() throws IOException {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(300)), all(17))
                .map(ClusterFunctions::loopAt)
                .timeout("500ms")
                .rangeSize(20)
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(17L), run.failures().stream().map(ComputationFailure::index).toList());
    assertEquals("TimedOut", run.failures().get(0).error());
    List<String> ledger = LedgerAttempts.of(folder.resolve("run/loopAt_computations.jsonl"));
    assertEquals(300, ledger.size()); // what was computed before the executor went is not lost
    String left =
        ledger.stream()
            .filter(line -> line.startsWith("{\"index\":17,"))
            .map(line -> line.replaceAll(".*\"executor\":\"(\\d+)\".*", "$1"))
            .findFirst()
            .orElseThrow();
    assertTrue(hasGone(left), "executor " + left + " is still there");
  }

  /** Spark hears of it a moment after it has happened. */
  private static boolean hasGone(String executor) {
    for (int k = 0; k < 600; k++) {
      boolean there =
          scala.jdk.javaapi.CollectionConverters.asJava(spark.sc().statusStore().executorList(true))
              .stream()
              .anyMatch(e -> e.id().equals(executor));
      if (!there) {
        return true;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
    return false;
  }

  @Test
  void whatFunctionsLogOnExecutorsReachesTheLogFile() throws IOException {
    Path log = folder.resolve("talk.log");
    compute(
        ParallelMap.over(each(range(50)), computation())
            .map(ClusterFunctions::talk)
            .logfile(log)
            .outputDir(folder.resolve("talk")));
    String text = Files.readString(log);
    for (int i = 0; i < 50; i++) {
      assertTrue(text.contains("INFO computation " + i + ": x is " + i + "\n"), text);
      assertTrue(
          text.contains(
              "ERROR computation " + i + " com.example.Talker: through SLF4J " + i + "\n"),
          text);
    }
  }

  @Test
  void aFunctionThatLogsAMillionLinesIsCutShortAndSaysHowFar() throws IOException {
    Path log = folder.resolve("chatter.log");
    compute(
        ParallelMap.over(each(range(1)), all(1_000_000), computation())
            .map(ClusterFunctions::chatter)
            .logfile(log)
            .inMemory());
    List<String> lines = Files.readAllLines(log);
    long kept = lines.stream().filter(line -> line.contains("computation 0: line ")).count();
    long dropped =
        lines.stream()
            .filter(line -> line.contains(" lines that functions logged on executor "))
            .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
            .sum();
    assertTrue(kept >= 1_000, () -> "kept " + kept);
    assertEquals(1_000_000, kept + dropped);
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("WARNING computation 0: look out")));
  }
}
