package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.acmespark.model.Rerun;
import org.acmespark.model.RunInUseException;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same run again in the same directory, as schedulers repeat commands. */
class RerunTest {
  private static JavaSparkContext spark;
  private static CountDownLatch begun;
  private static CountDownLatch mayEnd;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("RerunTest")
                .set("spark.ui.enabled", "false"));
    spark.setLogLevel("ERROR");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** Notes its call; fails at 2 while there is a file that says so. */
  static int noted(int x, String notes) throws IOException {
    Files.writeString(
        Path.of(notes, "calls"), x + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (x == 2 && Files.exists(Path.of(notes, "fail"))) {
      throw new IllegalStateException("two");
    }
    return x;
  }

  static int twice(int x) {
    return 2 * x;
  }

  static int waiting(int x) throws InterruptedException {
    begun.countDown();
    mayEnd.await();
    return x;
  }

  private Path directory() {
    return folder.resolve("run");
  }

  private ParallelMapBuilder<Integer> noted(Rerun how) {
    return ParallelMap.over(each(range(4)), all(folder.toString()))
        .map(RerunTest::noted)
        .outputDir(directory())
        .rerun(how);
  }

  private static <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.compute();
    }
  }

  private static String refusal(ParallelMapBuilder<?> builder) {
    return assertThrows(IllegalArgumentException.class, () -> compute(builder)).getMessage();
  }

  private List<String> calls() throws IOException {
    Path file = folder.resolve("calls");
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> calls = Files.readAllLines(file).stream().sorted().toList();
    Files.delete(file);
    return calls;
  }

  private boolean isMarkedAsSuccess() {
    return Files.exists(directory().resolve("_SUCCESS"));
  }

  private void begin(boolean failing) throws IOException {
    if (failing) {
      Files.createFile(folder.resolve("fail"));
    }
    compute(noted(Rerun.RESUME));
    calls();
    Files.deleteIfExists(folder.resolve("fail"));
  }

  @Test
  void beginsInANewDirectoryAndInAnEmptyOne() throws IOException {
    compute(noted(Rerun.RESUME));
    assertEquals(List.of("0", "1", "2", "3"), calls());
    Path empty = Files.createDirectory(folder.resolve("empty"));
    compute(noted(Rerun.REPLACE).outputDir(empty));
    assertEquals(List.of("0", "1", "2", "3"), calls());
    assertTrue(Files.exists(empty.resolve("noted.h5")));
  }

  @Test
  void computesWhatFailedOrIsMissingAndNothingElse() throws IOException {
    begin(true);
    assertFalse(isMarkedAsSuccess());
    Run<Integer> second = compute(noted(Rerun.RESUME));
    assertEquals(List.of("2"), calls());
    assertEquals(0, second.failures().size());
    assertTrue(isMarkedAsSuccess());
  }

  @Test
  void aCompleteRunIsReturnedAtOnce() throws IOException {
    begin(false);
    Run<Integer> second = compute(noted(Rerun.RESUME));
    assertEquals(List.of(), calls());
    assertEquals(0, second.ranges());
    assertEquals(directory().resolve("noted.h5"), second.container().orElseThrow());
    assertTrue(isMarkedAsSuccess());
  }

  @Test
  void successIsTakenBackWhileSomethingIsMissing() throws IOException {
    begin(false);
    Files.delete(directory().resolve("noted_payload/noted_2.h5"));
    Files.createFile(folder.resolve("fail"));
    assertEquals(1, compute(noted(Rerun.RESUME)).failures().size());
    assertFalse(isMarkedAsSuccess());
  }

  @Test
  void anotherRunIsRefused() throws IOException {
    begin(false);
    String other =
        refusal(
            ParallelMap.over(each(range(4)))
                .map(RerunTest::twice)
                .name("noted")
                .outputDir(directory())
                .rerun(Rerun.RESUME));
    assertTrue(other.contains("function was") && other.contains("--rerun replace"), other);
    String longer =
        refusal(
            ParallelMap.over(each(range(5)), all(folder.toString()))
                .map(RerunTest::noted)
                .outputDir(directory())
                .rerun(Rerun.RESUME));
    assertTrue(longer.contains("nInputs was 4, now it is 5; --rerun replace"), longer);
    assertEquals(List.of(), calls());
  }

  @Test
  void replacesWhateverRunIsThere() throws IOException {
    begin(false);
    Run<Integer> other =
        compute(
            ParallelMap.over(each(range(2)))
                .map(RerunTest::twice)
                .outputDir(directory())
                .rerun(Rerun.REPLACE));
    assertEquals(2, other.files().size());
    assertFalse(Files.exists(directory().resolve("noted.h5")));
    assertTrue(isMarkedAsSuccess());
  }

  @Test
  void nothingOfOthersIsRemovedOrUsed() throws IOException {
    begin(false);
    Path notes = Files.writeString(directory().resolve("notes.txt"), "mine");
    assertTrue(refusal(noted(Rerun.REPLACE)).contains("no run has made notes.txt"));
    Path others = Files.createDirectory(folder.resolve("others"));
    Files.writeString(others.resolve("data.csv"), "1");
    for (Rerun how : Rerun.values()) {
      String said = refusal(noted(how).outputDir(others));
      assertTrue(said.contains(how == Rerun.REFUSE ? "is not empty" : "holds data.csv"), said);
    }
    assertTrue(Files.exists(notes));
    assertEquals(List.of(), calls());
  }

  @Test
  void whatEndedBeforeItsManifestIsBegunAgain() throws IOException {
    Files.createDirectories(directory().resolve(".working"));
    Files.writeString(directory().resolve(".acme-run"), "x\n");
    Files.writeString(directory().resolve(".acme-lock"), "process 1\n");
    compute(noted(Rerun.RESUME));
    assertEquals(List.of("0", "1", "2", "3"), calls());
  }

  @Test
  void refusesByDefaultAndNamesTheWay() throws IOException {
    begin(false);
    String said = refusal(noted(Rerun.REFUSE));
    assertTrue(said.contains("is not empty") && said.contains("--rerun resume"), said);
  }

  @Test
  void theSecondIsRefusedOrWaits() throws Exception {
    begun = new CountDownLatch(1);
    mayEnd = new CountDownLatch(1);
    ExecutorService others = Executors.newFixedThreadPool(2);
    try {
      Future<Run<Integer>> first = others.submit(() -> compute(waitingRun()));
      begun.await();
      assertThrows(RunInUseException.class, () -> compute(waitingRun()));
      Future<Run<Integer>> second =
          others.submit(() -> compute(waitingRun().waitLock(Duration.ofMinutes(5))));
      mayEnd.countDown();
      assertEquals(1, first.get().ranges());
      assertEquals(0, second.get().ranges());
    } finally {
      mayEnd.countDown();
      others.shutdownNow();
    }
  }

  private ParallelMapBuilder<Integer> waitingRun() {
    return ParallelMap.over(each(range(1)))
        .map(RerunTest::waiting)
        .spark(spark)
        .outputDir(directory())
        .rerun(Rerun.RESUME);
  }

  @Test
  void conflictsAreRefused() {
    var each = ParallelMap.over(each(range(4)));
    assertTrue(refusal(each.map(RerunTest::twice).rerun(Rerun.RESUME)).contains("outputDir"));
    assertTrue(
        refusal(each.map(RerunTest::twice).inMemory().rerun(Rerun.RESUME)).contains("inMemory"));
    assertTrue(refusal(noted(Rerun.RESUME).resume(directory())).contains("rerun and resume"));
    assertTrue(
        refusal(each.map(RerunTest::twice).waitLock(Duration.ofMinutes(1))).contains("rerun"));
    assertTrue(
        refusal(noted(Rerun.REPLACE).outputDir("hdfs://nowhere:1/a")).contains("rerun replace"));
  }
}
