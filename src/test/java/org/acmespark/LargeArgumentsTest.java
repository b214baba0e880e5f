package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.model.SharedArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shared arguments that are too large to be copied for each call: calls share them, and one that
 * changes them fails, without an effect on the others.
 */
class LargeArgumentsTest {
  /** More than is copied for each call. */
  private static final int LARGE = 200_000;

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  /** Changes what it was given where {@code i} is in {@code culprits}. */
  static double sumWhile(int i, double[] shared, List<Integer> culprits) {
    double sum = i + shared[0] + shared[shared.length - 1];
    if (culprits.contains(i)) {
      shared[shared.length - 1]++;
    }
    return sum;
  }

  private static double[] large() {
    double[] large = new double[LARGE];
    large[0] = 1;
    return large;
  }

  private static ParallelMapBuilder<Double> large(double[] shared, Integer... culprits) {
    return ParallelMap.over(each(range(40)), all(shared), all(List.of(culprits)))
        .map(LargeArgumentsTest::sumWhile);
  }

  private static final Map<String, UnaryOperator<ParallelMapBuilder<Double>>> LAYOUTS =
      Map.of(
          "memory", ParallelMapBuilder::inMemory,
          "per-computation", builder -> builder.payload(Payload.PER_COMPUTATION),
          "per-partition", builder -> builder.payload(Payload.PER_PARTITION),
          "one-file", ParallelMapBuilder::singleFile,
          "pickle", builder -> builder.format(Format.PICKLE));

  @ParameterizedTest
  @ValueSource(strings = {"memory", "per-computation", "per-partition", "one-file", "pickle"})
  void whoChangesALargeSharedArgumentFailsAndTheOthersGoOn(String layout) throws Exception {
    for (boolean debug : new boolean[] {false, true}) {
      double[] shared = large();
      Path directory = folder.resolve(layout + debug);
      var builder = LAYOUTS.get(layout).apply(large(shared, 3, 17));
      var run =
          compute(
              (layout.equals("memory") ? builder : builder.outputDir(directory))
                  .set("debug", String.valueOf(debug)));

      assertEquals(
          List.of(3L, 17L), run.failures().stream().map(ComputationFailure::index).toList());
      ComputationFailure failure = run.failures().get(0);
      assertEquals("ChangedArgument", failure.error());
      assertEquals(
          "the function has changed its argument 2, double[200000] [1.0, 0.0, 0.0, ...], which all computations on an executor share; let the function copy what it changes, or give every call a copy of its own: --shared copy, sharedArguments(COPY)",
          failure.message());
      for (int i = 0; i < 40; i++) {
        if (layout.equals("memory")) {
          assertEquals(i == 3 || i == 17 ? null : i + 1.0, run.values().get(i));
        } else if (!layout.equals("pickle")) {
          try (Results results = Results.open(run.container().orElseThrow())) {
            if (i != 3 && i != 17) {
              assertEquals(i + 1.0, results.computation(i).value());
            }
          }
        }
      }
      assertArrayEquals(large(), shared);
    }
  }

  static final class LargeTally implements Serializable {
    private static final long serialVersionUID = 1;
    private final byte[] large = new byte[3 << 20];
    private int count;

    int next(boolean change) {
      count += change ? 1 : 0;
      return large[0] + count;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void soItIsOfObjectsThatOnlySerializationLooksInto(boolean debug) {
    var run =
        compute(
            ParallelMap.over(each(range(30)), all(new LargeTally()))
                .map((i, tally) -> tally.next(i == 7 || i == 20))
                .inMemory()
                .set("debug", String.valueOf(debug)));

    assertEquals(List.of(7L, 20L), run.failures().stream().map(f -> f.index()).toList());
    assertEquals(2, run.values().stream().distinct().count());
  }

  @Test
  void anElementIsStillThereWhenItsComputationIsRepeated() {
    var rdd =
        SPARK.context().parallelize(LongStream.range(0, 40).mapToObj(i -> (int) i).toList(), 3);
    var run =
        compute(
            ParallelMap.over(each(rdd), all(large()), all(List.of(5)))
                .map(LargeArgumentsTest::sumWhile)
                .inMemory());

    assertEquals(1, run.failures().size());
    for (int i = 0; i < 40; i++) {
      assertEquals(i == 5 ? null : i + 1.0, run.values().get(i));
    }
  }

  static double changeSlowly(int i, double[] shared) throws InterruptedException {
    SlowCalls.take(250); // more than the first range may take
    double sum = i + shared[0] + shared[1];
    if (i % 3 == 0) {
      shared[1]++;
    }
    return sum;
  }

  @Test
  @Timeout(60)
  void whatIsRepeatedGetsTimeOfItsOwn() {
    var run =
        compute(
            ParallelMap.over(each(range(8)), all(large()))
                .map(LargeArgumentsTest::changeSlowly)
                .inMemory());

    assertEquals(Arrays.asList(null, 2.0, 3.0, null, 5.0, 6.0, null, 8.0), run.values());
  }

  @Test
  void aLargeSharedArgumentIsCopiedOnDemand() {
    var run = compute(large(large(), 3, 17).inMemory().sharedArguments(SharedArguments.COPY));

    assertEquals(LongStream.range(0, 40).mapToObj(i -> i + 1.0).toList(), run.values());
  }
}
