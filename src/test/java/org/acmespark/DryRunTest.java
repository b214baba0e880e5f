package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.model.Computation;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
  private static final int PIECES = 500;
  private static final int MIB = 1 << 20;
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private static <R> DryRun dryRun(ParallelMapBuilder<R> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.dryRun();
    }
  }

  static int holdsHeap(int x) {
    List<byte[]> held = new ArrayList<>();
    for (int k = 0; k < PIECES; k++) {
      held.add(new byte[MIB]);
    }
    return held.size() + x;
  }

  static int holdsBuffers(int x) {
    List<ByteBuffer> held = new ArrayList<>();
    for (int k = 0; k < PIECES; k++) {
      held.add(ByteBuffer.allocateDirect(MIB));
    }
    return held.size() + x;
  }

  private static void assertIsAbout500MiB(DryRun dry) {
    assertTrue(dry.failure().isEmpty(), dry::toString);
    double mib = dry.peakMemory() / (double) MIB;
    assertTrue(mib > 0.75 * PIECES && mib < 1.25 * PIECES, mib + " MiB");
  }

  @Test
  void seesTheHeapThatAComputationHolds() {
    assertIsAbout500MiB(dryRun(ParallelMap.over(each(1, 2)).map(DryRunTest::holdsHeap)));
  }

  @Test
  void seesTheBuffersOutsideOfTheHeap() {
    assertIsAbout500MiB(dryRun(ParallelMap.over(each(1, 2)).map(DryRunTest::holdsBuffers)));
  }

  static double[] row(double x, double[] shared) {
    return new double[] {x, shared[0], 0};
  }

  @Test
  void estimatesTheWholeRunAndLeavesNothing() throws Exception {
    DryRun dry =
        dryRun(
            ParallelMap.over(each(range(100)), all(new double[] {1}))
                .map((x, shared) -> row(x, shared))
                .outputDir(folder.resolve("run")));

    assertEquals(List.of("float64 (3)"), dry.results());
    assertEquals(24, dry.resultBytes());
    assertEquals(2400, dry.estimatedBytes());
    assertEquals(2, dry.cores());
    assertEquals(dry.time().multipliedBy(50), dry.estimatedTime());
    assertTrue(dry.memoryPerWorker() >= 1264, dry::toString);
    assertTrue(dry.toString().contains("24 B, float64 (3)"), dry::toString);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  static int sleeps(int x) throws InterruptedException {
    SlowCalls.takeForEver();
    return x;
  }

  @Test
  void hasTheTimeThatACallHas() {
    DryRun dry = dryRun(ParallelMap.over(each(1, 2)).map(DryRunTest::sleeps).timeout("500ms"));
    assertEquals("TimedOut", dry.failure().orElseThrow().error());
  }

  @Test
  void drawsTheComputationByTheSeed() {
    var indices = Stream.of(7L, 7L, 8L, 9L).map(seed -> dryRun(index(seed)).index()).toList();
    assertEquals(indices.get(0), indices.get(1));
    assertTrue(indices.stream().distinct().count() > 1, indices::toString);
  }

  private static ParallelMapBuilder<Long> index(long seed) {
    return ParallelMap.over(each(range(1_000_000)), computation())
        .map((x, c) -> same(x, c))
        .seed(seed)
        .inMemory();
  }

  static long same(int x, Computation c) {
    if (x != c.index()) {
      throw new IllegalStateException(x + " is not " + c.index());
    }
    return x;
  }

  @Test
  void drawsAnElementOfAnRddToo() {
    var rdd = SPARK.context().parallelize(List.of("a", "b", "c", "d", "e"), 3);
    DryRun dry = dryRun(ParallelMap.over(each(rdd), computation()).map(DryRunTest::letter));
    assertTrue(dry.failure().isEmpty(), dry::toString);
  }

  static String letter(String element, Computation c) {
    if (element.charAt(0) - 'a' != c.index()) {
      throw new IllegalStateException(element + " is not element " + c.index());
    }
    return element;
  }

  @Test
  void saysWhyTheComputationFails() {
    DryRun thrown = dryRun(ParallelMap.over(each(1, 2)).map(x -> x / (x - x)).name("zero"));
    assertEquals(ArithmeticException.class.getName(), thrown.failure().orElseThrow().error());
    assertTrue(thrown.toString().contains("/ by zero"), thrown::toString);

    DryRun misfit = dryRun(ParallelMap.over(each(1, 2)).map(x -> 2 * x).resultShape(STACK, 7));
    assertTrue(misfit.failure().orElseThrow().message().contains("(7,)"), misfit::toString);
  }

  static int leaves(int x) {
    Runtime.getRuntime().halt(42);
    return x;
  }

  @Test
  void survivesAFunctionThatEndsItsJvm() {
    DryRun dry = dryRun(ParallelMap.over(each(1, 2)).map(DryRunTest::leaves));
    assertTrue(dry.failure().orElseThrow().message().endsWith("exit status 42"), dry::toString);
  }

  @Test
  void isRefusedWhereAllCallsAreToBeMadeHere() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> dryRun(ParallelMap.over(each(1, 2)).map(x -> x).name("same").debug()));
    assertTrue(e.getMessage().contains("debug and dryRun"), e.getMessage());
  }

  @Test
  void theRunMayFollow() {
    try (var map = ParallelMap.over(each(1, 2)).map(x -> 3 * x).name("thrice").inMemory().build()) {
      assertFalse(map.dryRun().results().isEmpty());
      assertEquals(List.of(3, 6), map.compute().values());
    }
  }
}
