package org.acmespark;

import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.acmespark.function.SharedRandom;
import org.acmespark.model.Computation;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Fn1;
import org.acmespark.model.Format;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DebugTest {
  private static final Map<String, UnaryOperator<ParallelMapBuilder<Double>>> LAYOUTS =
      Map.of(
          "per-computation", builder -> builder.payload(Payload.PER_COMPUTATION),
          "per-partition", builder -> builder.payload(Payload.PER_PARTITION),
          "stacked", builder -> builder.resultShape(STACK),
          "one-file", ParallelMapBuilder::singleFile,
          "pickle", builder -> builder.format(Format.PICKLE),
          "serialized", builder -> builder.format(Format.SERIALIZED));

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double draw(int x, Computation c) {
    if (x == 7) {
      throw new IllegalStateException("seven is out of order");
    }
    return x + c.random().nextDouble();
  }

  private static ParallelMapBuilder<Double> drawing() {
    return ParallelMap.over(each(range(20)), computation()).map(DebugTest::draw).seed(1);
  }

  @Test
  void everyCallIsMadeOnTheCallingThreadInOrderAndNothingIsSerialized() {
    var caller = Thread.currentThread();
    List<Integer> called = new ArrayList<>();
    Object notSerializable = new Object();
    var run =
        compute(
            ParallelMap.over(each(range(100)))
                .map(
                    x -> {
                      assertEquals(caller, Thread.currentThread());
                      assertFalse(notSerializable.equals(x));
                      called.add(x);
                      return x;
                    })
                .debug()
                .inMemory());

    run.requireAllComputed();
    assertEquals(IntStream.range(0, 100).boxed().toList(), called);
  }

  @Test
  void resultsAndFilesAreThoseOfARunOnSparkInEveryLayout() {
    LAYOUTS.forEach(
        (name, layout) -> {
          var onSpark =
              compute(layout.apply(drawing()).outputDir(folder.resolve(name)).rangeSize(20));
          var direct =
              compute(layout.apply(drawing()).outputDir(folder.resolve(name + "-debug")).debug());

          assertEquals(names(onSpark), names(direct), name);
          assertEquals(List.of(7L), failed(direct), name);
          assertEquals("(7)", direct.failures().get(0).inputs(), name);
          for (long i : LongStream.range(0, 20).filter(i -> i != 7).toArray()) {
            assertEquals(value(onSpark, i), value(direct, i), name + " " + i);
          }
        });
  }

  /** A pickle, which Java does not read, stands for its value. */
  private static Object value(Run<?> run, long index) {
    Path file = run.file(index).orElseThrow();
    if (file.toString().endsWith(".pickle")) {
      try {
        return HexFormat.of().formatHex(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (var results = Results.open(run.directory().orElseThrow())) {
      return results.computation(index).value();
    }
  }

  private static List<String> names(Run<?> run) {
    return run.files().stream().map(file -> file.getFileName().toString()).toList();
  }

  private static List<Long> failed(Run<?> run) {
    return run.failures().stream().map(ComputationFailure::index).toList();
  }

  /** Keeps the reporter's thread inside until the caller's thread has something to report too. */
  private static final class TwoReporters implements ProgressListener {
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<Long> finished = new CopyOnWriteArrayList<>();
    private volatile boolean reported;
    private volatile boolean together;

    @Override
    public void update(long done, long failed) {
      together |= inside.incrementAndGet() > 1;
      finished.add(done);
      if (Thread.currentThread() != caller && !reported) {
        reported = true;
        try {
          Waiting.until(
              () -> together || caller.getState() == Thread.State.BLOCKED,
              () -> "the caller does not report");
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      inside.decrementAndGet();
    }
  }

  @Test
  void progressIsReportedByOneThreadAtATimeAndNeverGoesBack() {
    var listener = new TwoReporters();
    var run =
        compute(
            ParallelMap.over(each(range(3)))
                .map(
                    x -> {
                      Waiting.until(() -> listener.reported, () -> "nothing is reported");
                      return x;
                    })
                .debug()
                .inMemory()
                .progress(listener));

    run.requireAllComputed();
    assertFalse(listener.together);
    assertEquals(listener.finished.stream().sorted().toList(), listener.finished);
    assertEquals(3, listener.finished.get(listener.finished.size() - 1));
  }

  @Test
  void elementsOfAnRddAreInputs() {
    var inputs = SPARK.context().parallelize(IntStream.range(0, 50).boxed().toList(), 3);
    var run = compute(ParallelMap.over(each(inputs)).map(x -> 2 * x).debug().inMemory());

    assertEquals(IntStream.range(0, 50).map(x -> 2 * x).boxed().toList(), run.values());
  }

  @Test
  void theFirstFailureEndsARunThatStops() {
    List<Integer> called = new ArrayList<>();
    var run =
        compute(
            ParallelMap.over(each(range(50)))
                .map(
                    x -> {
                      called.add(x);
                      return 1 / (x - 3);
                    })
                .debug()
                .onFailure(OnFailure.STOP)
                .outputDir(folder.resolve("run")));

    assertEquals(List.of(3L), failed(run));
    assertEquals(List.of(0, 1, 2, 3), called);
  }

  @Test
  void anInterruptOfTheThreadEndsIt() {
    Path directory = folder.resolve("run");
    var caller = Thread.currentThread();
    var builder =
        ParallelMap.over(each(range(10)))
            .map(
                x -> {
                  if (x == 4 && Thread.currentThread() == caller) {
                    Thread.currentThread().interrupt();
                  }
                  return x;
                })
            .name("number")
            .debug()
            .outputDir(directory);
    assertThrows(InterruptedRunException.class, () -> compute(builder));
    assertTrue(Thread.interrupted());
  }

  @Test
  void aRunIsDebuggedThatWasBegunOnSparkAndTheOtherWayRound() {
    for (boolean first : List.of(true, false)) {
      Path directory = folder.resolve("begun-" + first);
      var begun =
          compute(
              debug(drawing().onFailure(OnFailure.STOP), first).rangeSize(1).outputDir(directory));
      assertEquals(List.of(7L), failed(begun));
      assertTrue(begun.files().size() < 19, () -> begun.files().size() + " files");

      var ended = compute(debug(drawing(), !first).resume(directory));
      assertEquals(List.of(7L), failed(ended));
      var whole = compute(drawing().outputDir(folder.resolve("whole-" + first)));
      for (long i : LongStream.range(0, 20).filter(i -> i != 7).toArray()) {
        assertEquals(value(whole, i), value(ended, i));
      }
    }
  }

  private static <R> ParallelMapBuilder<R> debug(ParallelMapBuilder<R> builder, boolean debug) {
    return debug ? builder.debug() : builder;
  }

  @Test
  void refusesATimeOut() {
    var builder = drawing().debug().timeout("1s");
    var e = assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals("debug and timeout exclude each other; leave one out", e.getMessage());
  }

  @Test
  void aCapturedRandomIsNamed() {
    var dice = new Random(42);
    Fn1<Integer, Integer> throwing = x -> x + dice.nextInt(6);
    assertEquals(
        "the function captures dice, a java.util.Random",
        SharedRandom.capturedBy(throwing).orElseThrow());
    var split = new SplittableRandom(42);
    Fn1<Integer, Integer> splitting = x -> x + split.nextInt(6);
    assertEquals(
        "the function captures split, a java.util.SplittableRandom",
        SharedRandom.capturedBy(splitting).orElseThrow());
    var secure = new java.security.SecureRandom();
    Fn1<Integer, Integer> drawingSecurely = x -> x + secure.nextInt(6);
    assertTrue(SharedRandom.capturedBy(drawingSecurely).isEmpty());
    assertTrue(SharedRandom.capturedBy((Fn1<Integer, Integer>) x -> x + 1).isEmpty());
  }
}
