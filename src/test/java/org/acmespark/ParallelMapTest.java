package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Outputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ParallelMapTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double f(double x, double y, double z) {
    return (x + y) * z;
  }

  static double failsOnThree(int x) {
    if (x == 3) {
      throw new IllegalStateException("three is out of order");
    }
    return x;
  }

  @Test
  void leavesAContainerThatLinksToOneFilePerComputation() throws Exception {
    Run<Double> run =
        compute(
            ParallelMap.over(each(2, 4, 6, 8), all(4), all(3))
                .map(ParallelMapTest::f)
                .outputDir(folder.resolve("run")));

    assertEquals(folder.resolve("run/f.h5"), run.container().orElseThrow());
    assertEquals(
        List.of("f_0.h5", "f_1.h5", "f_2.h5", "f_3.h5"),
        run.files().stream().map(file -> file.getFileName().toString()).toList());
    try (var reader = Hdf5Reader.open(run.container().get())) {
      assertEquals(List.of("comp_0", "comp_1", "comp_2", "comp_3"), reader.children("/"));
      assertEquals(18.0, reader.read("/comp_0/result_0").toJava());
      assertEquals(36.0, reader.read("/comp_3/result_0").toJava());
    }
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      List<String> names = left.map(path -> path.getFileName().toString()).sorted().toList();
      assertEquals(
          List.of(
              ".acme-run", "_SUCCESS", "f.h5", "f_computations.jsonl", "f_payload", "f_run.json"),
          names.stream().filter(name -> !name.endsWith(".log")).toList());
    }
  }

  @Test
  void putsRangesOfManyComputationsIntoFewFiles() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(5000)))
                .map(x -> x * 2)
                .name("twice")
                .outputDir(folder.resolve("run")));

    assertTrue(run.files().size() < 64, () -> run.files().size() + " files");
    assertTrue(run.tasks() < 64, () -> run.tasks() + " tasks");
    assertTrue(run.ranges() < 64, () -> run.ranges() + " ranges");
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      assertEquals(5000, reader.children("/").size());
      for (int i : new int[] {0, 1, 1249, 1250, 4999}) {
        assertEquals(2 * i, reader.read("/comp_" + i + "/result_0").toJava());
      }
    }
  }

  @Test
  void mergesSmallFilesUntilAtMost256AreLeft() throws Exception {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(700)))
                .map(x -> x * 2)
                .name("twice")
                .rangeSize(2)
                .outputDir(folder.resolve("run")));

    assertEquals(350, run.ranges());
    assertTrue(run.files().size() <= 256, () -> run.files().size() + " files");
    List<String> ledger = LedgerAttempts.of(folder.resolve("run/twice_computations.jsonl"));
    assertEquals(700, ledger.size());
    for (String line : ledger) {
      String file = line.replaceFirst(".*\"file\":\"([^\"]*)\".*", "$1");
      assertTrue(Files.exists(folder.resolve("run").resolve(file)), line);
    }
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      for (int i = 0; i < 700; i++) {
        assertEquals(2 * i, reader.read("/comp_" + i + "/result_0").toJava());
      }
    }
  }

  @Test
  void theLedgerHasThePeakOfTheHeapDuringLongCalls() throws Exception {
    compute(
        ParallelMap.over(each(0, 64 << 20))
            .map(ParallelMapTest::hold)
            .name("hold")
            .outputDir(folder.resolve("run")));

    String[] peaks = new String[2];
    for (String line : LedgerAttempts.of(folder.resolve("run/hold_computations.jsonl"))) {
      int index = Integer.parseInt(line.replaceFirst(".*\"index\":(\\d+).*", "$1"));
      peaks[index] = line.replaceFirst(".*\"peak_heap\":(\\w+).*", "$1");
    }
    assertEquals("null", peaks[0]);
    assertTrue(Long.parseLong(peaks[1]) > 64 << 20, peaks[1]);
  }

  static int hold(int bytes) throws Exception {
    byte[] held = new byte[bytes];
    if (bytes > 0) {
      long before = pausesOfTheReporter();
      Waiting.until(() -> pausesOfTheReporter() > before + 20, () -> "nothing is reported");
    }
    return held.length;
  }

  /** The thread that measures the heap pauses a few times for each measurement. */
  private static long pausesOfTheReporter() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
        .filter(thread -> thread.getThreadName().equals("acme-reporter"))
        .max(Comparator.comparing(ThreadInfo::getThreadId))
        .orElseThrow()
        .getWaitedCount();
  }

  @Test
  void keepsValuesInMemoryInTheOrderOfTheInputs() {
    Run<Integer> run =
        compute(ParallelMap.over(each(range(1000)), all(3)).map((x, y) -> x + y).inMemory());

    assertEquals(IntStream.range(3, 1003).boxed().toList(), run.values());
    assertEquals(List.of(), run.files());
  }

  @Test
  void computesTheOthersWhenOneFails() {
    Run<Double> run =
        compute(
            ParallelMap.over(each(range(10)))
                .map(ParallelMapTest::failsOnThree)
                .outputDir(folder.resolve("run")));

    assertEquals(1, run.failures().size());
    ComputationFailure failure = run.failures().get(0);
    assertEquals(3, failure.index());
    assertEquals("(3)", failure.inputs());
    assertEquals("java.lang.IllegalStateException", failure.error());
    assertEquals("three is out of order", failure.message());
    assertEquals(9, run.files().size());
    assertThrows(AcmeException.class, run::requireAllComputed);
  }

  @Test
  void startsNothingMoreWhenToldToStopAtAFailure() {
    Run<Double> run =
        compute(
            ParallelMap.over(each(range(1000)))
                .map(
                    x -> {
                      SlowCalls.take(5);
                      return failsOnThree(x);
                    })
                .name("slow")
                .onFailure(OnFailure.STOP)
                .inMemory());

    assertEquals(3, run.failures().get(0).index());
    assertTrue(run.values().stream().filter(v -> v != null).count() < 900);
  }

  @Test
  void aFailureThatStopsEndsItsOwnRangeAtOnce() {
    Run<Double> run =
        compute(
            ParallelMap.over(each(range(100)))
                .map(x -> failsOnThree(x))
                .name("stops")
                .rangeSize(100)
                .onFailure(OnFailure.STOP)
                .inMemory());

    assertEquals(1, run.failures().size());
    assertEquals(3, run.values().stream().filter(v -> v != null).count());
  }

  @Test
  void valuesCannotBeChangedAndOneIsEmptyWhereItsComputationFailed() {
    Run<Double> run =
        compute(ParallelMap.over(each(range(5))).map(x -> failsOnThree(x)).name("v").inMemory());

    assertThrows(UnsupportedOperationException.class, () -> run.values().set(0, 1.0));
    assertThrows(UnsupportedOperationException.class, () -> run.values().clear());
    assertEquals(Optional.of(run.values().get(2)), run.value(2));
    assertEquals(Optional.empty(), run.value(3));
    assertThrows(IndexOutOfBoundsException.class, () -> run.value(5));
    assertThrows(IndexOutOfBoundsException.class, () -> run.value(-1));
  }

  @Test
  void resultsInFilesAreNoValues() {
    Run<Integer> run =
        compute(ParallelMap.over(each(1, 2)).map(x -> x + 1).outputDir(folder.resolve("run")));

    assertThrows(IllegalStateException.class, () -> run.value(0));
  }

  @Test
  void furtherValuesCannotBeChangedEither() {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(1, 2))
                .map(x -> Outputs.of(x, 2 * x))
                .resultShape(STACK)
                .inMemory());

    assertThrows(UnsupportedOperationException.class, () -> run.furtherValues().remove(0));
  }

  @Test
  void retriesAFailedComputation() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(5)), computation())
                .map(
                    (x, c) -> {
                      if (c.attempt() < 3) {
                        throw new IllegalStateException("not yet");
                      }
                      return c.attempt();
                    })
                .retries(2)
                .inMemory());

    assertEquals(List.of(3, 3, 3, 3, 3), run.values());
    assertEquals(List.of(), run.failures());
  }

  @Test
  void givesEachComputationARandomStreamOfItsOwn() {
    ParallelMapBuilder<Double> builder =
        ParallelMap.over(each(range(100)), computation())
            .map((x, c) -> c.random().nextDouble())
            .seed(42)
            .inMemory();

    List<Double> once = compute(builder).values();
    List<Double> again = compute(builder.rangeSize(7)).values();

    assertEquals(once, again);
    assertEquals(100, once.stream().distinct().count());
  }

  @Test
  void takesAnRddAsInput() {
    var inputs = SPARK.context().parallelize(IntStream.range(0, 1000).boxed().toList(), 7);

    Run<Integer> run =
        compute(
            ParallelMap.over(each(inputs), each(range(1000)))
                .map((a, b) -> 1000 * a + b)
                .inMemory());

    assertEquals(IntStream.range(0, 1000).map(i -> 1001 * i).boxed().toList(), run.values());
  }

  @Test
  void leavesNoFileOfAFunctionWithoutResult() throws Exception {
    Path out = Files.createDirectory(folder.resolve("out"));
    String target = out.toString();

    Run<Void> run =
        compute(
            ParallelMap.over(each(range(4)))
                .forEach(x -> Files.createFile(Path.of(target, "made" + x)))
                .outputDir(folder.resolve("run")));

    assertTrue(run.container().isEmpty());
    assertEquals(List.of(), run.files());
    try (Stream<Path> made = Files.list(out)) {
      assertEquals(4, made.count());
    }
  }

  @Test
  void savesAsAPickleWhatHdf5CannotHold() {
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(4)))
                .<Object>map(x -> x == 2 ? new int[][] {{1}, {2, 3}} : (Object) x)
                .name("ragged")
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(), run.failures());
    assertEquals("ragged_2.pickle", run.file(2).orElseThrow().getFileName().toString());
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      assertEquals(List.of("comp_0", "comp_1", "comp_3"), reader.children("/"));
    }
  }

  @Test
  void aFullHeapOfTheCallersThreadKeepsWhatWasCommitted() throws Exception {
    ParallelMapBuilder<Integer> doubled =
        ParallelMap.over(each(range(4))).map(x -> 2 * x).logfile(folder.resolve("log"));
    Path directory = folder.resolve("run");

    var error =
        assertThrows(
            AcmeException.class,
            () ->
                compute(
                    doubled
                        .outputDir(directory)
                        .progress(
                            (finished, failed) -> {
                              if (finished > 0) {
                                throw new OutOfMemoryError("Java heap space");
                              }
                            })));

    assertTrue(error.getMessage().contains("the driver has run out of memory"), error.getMessage());
    String log = Files.readString(folder.resolve("log"));
    assertTrue(log.contains("at org.acmespark.ParallelMapTest"), log + " says where");
    Run<Integer> resumed = compute(doubled.resume(directory).progress((finished, failed) -> {}));
    assertEquals(4, resumed.requireAllComputed().files().size());
  }

  @Test
  void refusesAnOutputDirectoryThatIsNotEmpty() throws Exception {
    Files.createFile(folder.resolve("precious"));

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ParallelMap.over(each(1, 2)).map(x -> x).outputDir(folder).build().close());

    assertTrue(error.getMessage().contains(folder + " is not empty"), error.getMessage());
  }

  @Test
  void leavesTheGivenContextRunning() {
    compute(ParallelMap.over(each(1, 2)).map(x -> x).spark(SPARK.context()).inMemory());

    assertFalse(SPARK.context().sc().isStopped());
  }
}
