package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.acmespark.model.Computation;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.model.SharedArguments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No call sees what another has changed in an argument, of its own computation or another. */
class OwnArgumentsTest {
  /** More than is copied for each call. */
  private static final int LARGE = 200_000;

  private static final AtomicBoolean RELEASED = new AtomicBoolean();
  private static final AtomicInteger DRAINS = new AtomicInteger();

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  @AfterAll
  static void endEndlessCalls() {
    RELEASED.set(true);
  }

  static double mutate(int i, double[] shared) {
    shared[0] += 1000;
    return shared[0] + shared[1] + shared[2] - 1000;
  }

  /** Changes what it was given where {@code i} is in {@code culprits}. */
  static double sumWhile(int i, double[] shared, List<Integer> culprits) {
    double sum = i + shared[0] + shared[shared.length - 1];
    if (culprits.contains(i)) {
      shared[shared.length - 1]++;
    }
    return sum;
  }

  static double changeAndThrow(double[] x, Computation c) {
    x[0] *= 2;
    if (c.attempt() == 1) {
      throw new IllegalStateException("first attempt");
    }
    return x[0];
  }

  static double changeAndRunOut(double[] x, Computation c) {
    x[0] *= 2;
    if (DRAINS.getAndIncrement() < 2) {
      throw new OutOfMemoryError("drained");
    }
    return x[0];
  }

  static double changeForEver(double[] x, Computation c) throws InterruptedException {
    if (c.attempt() == 1) {
      while (!RELEASED.get()) {
        x[0]++;
        Thread.onSpinWait();
      }
    }
    SlowCalls.take(20);
    return x[0];
  }

  static double firstOf(double[][] rows) {
    rows[0][0] += 5;
    return rows[0][0] + rows[1][0];
  }

  record Signal(String name, double[] samples) implements Serializable {}

  static double ofRecord(int i, Signal signal) {
    signal.samples()[0] += 10;
    return signal.samples()[0];
  }

  static final class Tally implements Serializable {
    private static final long serialVersionUID = 1;
    private int count;

    int next() {
      return ++count;
    }
  }

  static double ofBean(int i, Tally tally, TreeMap<String, Integer> map) {
    map.merge("seen", 1, Integer::sum);
    return tally.next() + map.get("seen");
  }

  static double ofList(int i, List<Object> list, Map<String, double[]> map) {
    list.add("more");
    map.get("a")[0]++;
    map.remove("b");
    return list.size() + map.get("a")[0];
  }

  private static List<Double> sixTimes(double value) {
    return Collections.nCopies(6, value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSmallSharedArgumentIsEachCallsOwn(boolean debug) {
    double[] shared = {1, 2, 3};
    var run =
        compute(
            ParallelMap.over(each(range(6)), all(shared))
                .map(OwnArgumentsTest::mutate)
                .inMemory()
                .set("debug", String.valueOf(debug)));

    assertEquals(sixTimes(6), run.values());
    assertArrayEquals(new double[] {1, 2, 3}, shared);
  }

  @Test
  void soItIsForAFunctionByName() {
    var run =
        compute(
            ParallelMap.named("org.acmespark.OwnArgumentsTest::mutate")
                .args(range(6), all(List.of(1, 2, 3)))
                .inMemory());

    assertEquals(sixTimes(6), run.values());
  }

  @Test
  void recordsListsMapsAndOtherObjectsAreEachCallsOwn() {
    var signal = new Signal("a", new double[] {1});
    assertEquals(
        sixTimes(11),
        compute(
                ParallelMap.over(each(range(6)), all(signal))
                    .map(OwnArgumentsTest::ofRecord)
                    .inMemory())
            .values());
    assertEquals(
        sixTimes(2),
        compute(
                ParallelMap.over(
                        each(range(6)), all(new Tally()), all(new TreeMap<String, Integer>()))
                    .map(OwnArgumentsTest::ofBean)
                    .inMemory())
            .values());
    List<Object> list = new ArrayList<>(List.of(1));
    Map<String, double[]> map = Map.of("a", new double[] {1}, "b", new double[0]);
    assertEquals(
        sixTimes(4),
        compute(
                ParallelMap.over(
                        each(range(6)), all(list), all((Map<String, double[]>) new TreeMap<>(map)))
                    .map(OwnArgumentsTest::ofList)
                    .inMemory()
                    .debug())
            .values());
    assertEquals(List.of(1), list);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachAttemptGetsTheValuesThatWereGiven(boolean debug) throws Exception {
    var run =
        compute(
            ParallelMap.over(each(new double[] {1}, new double[] {3}), computation())
                .map(OwnArgumentsTest::changeAndThrow)
                .retries(1)
                .outputDir(folder.resolve("run"))
                .set("debug", String.valueOf(debug)));

    run.requireAllComputed();
    try (Results results = Results.open(run.container().orElseThrow())) {
      assertEquals(2.0, results.computation(0).value());
      assertEquals(6.0, results.computation(1).value());
    }
    String ledger = Files.readString(folder.resolve("run/changeAndThrow_computations.jsonl"));
    assertTrue(ledger.contains("double[1] [3.0]"), ledger);
    assertFalse(ledger.contains("[6.0]"), ledger);
  }

  @Test
  void aCallThatRanOutOfMemoryBesideAnotherIsRepeatedWithWhatWasGiven() {
    DRAINS.set(0);
    var run =
        compute(
            ParallelMap.over(
                    each(new double[] {1}, new double[] {2}, new double[] {3}, new double[] {4}),
                    computation())
                .map(OwnArgumentsTest::changeAndRunOut)
                .retries(2)
                .rangeSize(2)
                .inMemory());

    assertEquals(List.of(2.0, 4.0, 6.0, 8.0), run.values());
  }

  @Test
  void anAbandonedCallDoesNotChangeTheArgumentOfItsRetry() {
    var run =
        compute(
            ParallelMap.over(each(new double[] {1}, new double[] {2}), computation())
                .map(OwnArgumentsTest::changeForEver)
                .timeout(Duration.ofMillis(200))
                .retries(1)
                .inMemory());
    RELEASED.set(true);

    assertEquals(List.of(1.0, 2.0), run.values());
  }

  @Test
  void elementsOfAnRddAreEachAttemptsOwn() {
    var rdd = SPARK.context().parallelize(List.of(new double[] {1}, new double[] {3}), 1).cache();
    for (int round = 0; round < 2; round++) { // what Spark has cached is not changed either
      var run =
          compute(
              ParallelMap.over(each(rdd), computation())
                  .map(OwnArgumentsTest::changeAndThrow)
                  .retries(1)
                  .inMemory());

      assertEquals(List.of(2.0, 6.0), run.values());
    }
  }

  @Test
  void theSameArrayInTwoInputsIsNotTheSameInTwoCalls() {
    double[][] rows = {{1}, {2}};
    var run =
        compute(
            ParallelMap.over(each(List.of(rows, rows, rows)))
                .map(OwnArgumentsTest::firstOf)
                .inMemory()
                .debug());

    assertEquals(List.of(8.0, 8.0, 8.0), run.values());
    assertEquals(1.0, rows[0][0]);
  }

  private static double[] large() {
    double[] large = new double[LARGE];
    large[0] = 1;
    return large;
  }

  private static ParallelMapBuilder<Double> large(double[] shared, Integer... culprits) {
    return ParallelMap.over(each(range(40)), all(shared), all(List.of(culprits)))
        .map(OwnArgumentsTest::sumWhile);
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
                .map(OwnArgumentsTest::sumWhile)
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
                .map(OwnArgumentsTest::changeSlowly)
                .inMemory());

    assertEquals(Arrays.asList(null, 2.0, 3.0, null, 5.0, 6.0, null, 8.0), run.values());
  }

  @Test
  void aLargeSharedArgumentIsCopiedOnDemand() {
    var run = compute(large(large(), 3, 17).inMemory().sharedArguments(SharedArguments.COPY));

    assertEquals(LongStream.range(0, 40).mapToObj(i -> i + 1.0).toList(), run.values());
  }

  @ParameterizedTest
  @EnumSource(SharedArguments.class)
  void whatNobodyCanChangeIsTheSameObject(SharedArguments how) {
    List<String> shared = List.of("a", "b");
    var run =
        compute(
            ParallelMap.over(each(range(4)), all(shared))
                .map((i, list) -> System.identityHashCode(list))
                .inMemory()
                .debug()
                .sharedArguments(how));

    assertEquals(Collections.nCopies(4, System.identityHashCode(shared)), run.values());
  }

  @Test
  void aSmallOneIsCheckedOrTrustedOnDemand() {
    double[] shared = {1, 2, 3};
    var checked =
        compute(
            ParallelMap.over(each(range(6)), all(shared))
                .map(OwnArgumentsTest::mutate)
                .inMemory()
                .sharedArguments(SharedArguments.CHECK));
    var trusted =
        compute(
            ParallelMap.over(each(range(6)), all(shared))
                .map(OwnArgumentsTest::mutate)
                .inMemory()
                .debug()
                .sharedArguments(SharedArguments.TRUST));

    assertEquals(6, checked.failures().size());
    assertEquals(Arrays.asList(6.0, 1006.0, 2006.0, 3006.0, 4006.0, 5006.0), trusted.values());
  }

  static String greeting(Optional<String> name, int i) {
    return name.map(n -> "hello " + n).orElse("nobody") + i;
  }

  @Test
  void optionalsReachTheFunctionInBothWaysOfCalling() {
    List<String> greetings = List.of("hello Ada0", "hello Ada1");
    var named = ParallelMap.named("org.acmespark.OwnArgumentsTest::greeting").args("Ada", range(2));
    assertEquals(greetings, compute(named.inMemory()).values());
    var typed =
        ParallelMap.over(all(Optional.of("Ada")), each(range(2))).map(OwnArgumentsTest::greeting);
    assertEquals(greetings, compute(typed.inMemory()).values());
    var differing =
        ParallelMap.over(each(List.of(Optional.of("Ada"), Optional.<String>empty())), all(0))
            .map(OwnArgumentsTest::greeting);
    assertEquals(List.of("hello Ada0", "nobody0"), compute(differing.inMemory()).values());
  }

  @Test
  void nullsReachTheFunction() {
    var shared = ParallelMap.over(each(1, null, 3), all((String) null)).map((x, s) -> x + s);
    assertEquals(List.of("1null", "nullnull", "3null"), compute(shared.inMemory()).values());
    var named = ParallelMap.named("java.util.Objects::equals").args(List.of(1, 2), (Object) null);
    assertEquals(List.of(false, false), compute(named.inMemory()).values());
  }
}
