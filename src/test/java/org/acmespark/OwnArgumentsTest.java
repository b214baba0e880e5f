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
import org.acmespark.model.Computation;
import org.acmespark.model.SharedArguments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No call sees what another has changed in an argument, of its own computation or another. */
class OwnArgumentsTest {
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
