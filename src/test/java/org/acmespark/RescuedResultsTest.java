package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Results that HDF5 cannot hold lie in files of their own, for Python wherever it has such values.
 */
class RescuedResultsTest {
  private static final Map<String, UnaryOperator<ParallelMapBuilder<Object>>> LAYOUTS =
      Map.of(
          "per-computation", builder -> builder.payload(Payload.PER_COMPUTATION),
          "per-partition", builder -> builder.payload(Payload.PER_PARTITION),
          "one-file", ParallelMapBuilder::singleFile);

  /** In Python, what each computation from 1 on returns. */
  private static final String EXPECTED =
      """
      import datetime
      expected = {
        1: {'a': 1, 'day': datetime.date(2026, 11, 25)},
        2: None,
        3: [[1.0], [2.0, 3.0]],
        4: 1 << 70,
        6: [{'d': datetime.timedelta(seconds=1)}, 'NOVEMBER'],
      }
      """;

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  record Fit(int degree) implements Serializable {}

  static Object odd(int x) {
    return switch (x) {
      case 1 -> new HashMap<>(Map.of("a", 1, "day", LocalDate.of(2026, 11, 25)));
      case 2 -> null;
      case 3 -> new double[][] {{1}, {2, 3}};
      case 4 -> BigInteger.ONE.shiftLeft(70);
      case 5 -> new Fit(3);
      case 6 -> List.of(Map.of("d", Duration.ofSeconds(1)), Month.NOVEMBER);
      default -> 0.5;
    };
  }

  static Object text(int x) {
    return switch (x) {
      case 0 -> 'ü';
      case 1 -> Month.NOVEMBER;
      case 2 -> LocalDate.of(2026, 11, 25);
      case 3 -> Instant.EPOCH;
      case 4 -> Duration.ofMillis(1500);
      case 5 -> new char[] {'a', 'b'};
      case 6 -> List.of(Year.of(2026), Month.MAY);
      case 7 -> new StringBuilder("builder");
      default -> new char[][] {{'a', 'b'}, {'c'}};
    };
  }

  static Object scala(int x) {
    var numbers = CollectionConverters.asScala(List.of(1.0, 2.0)).toSeq();
    return switch (x) {
      case 0 -> numbers;
      case 1 -> Option.apply(numbers);
      case 2 -> new Tuple2<>(numbers, "text");
      case 3 -> CollectionConverters.asScala(List.of(numbers, numbers)).toList();
      case 4 -> CollectionConverters.asScala(Map.of("a", numbers));
      case 5 -> Option.empty();
      default -> scala.math.BigInt.apply("1180591620717411303424");
    };
  }

  private Run<Object> compute(String name, ParallelMapBuilder<Object> builder) {
    return TestSpark.compute(builder.name("f").outputDir(folder.resolve(name)));
  }

  private static String printedTo(Runnable action) {
    PrintStream before = System.err;
    var printed = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
      action.run();
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatPythonHasIsAPickleAndTheRestIsSerialized() {
    LAYOUTS.forEach(
        (layout, choice) -> {
          var run = new Object[1];
          String printed =
              printedTo(
                  () ->
                      run[0] =
                          compute(
                              layout,
                              choice.apply(
                                  ParallelMap.over(each(range(8))).map(RescuedResultsTest::odd))));
          assertTrue(printed.contains("6 of 8 results are pickled or serialized"), printed);
          check(layout, (Run<?>) run[0]);
        });
  }

  private void check(String layout, Run<?> run) {
    assertEquals(List.of(), run.failures());
    for (int index : new int[] {1, 2, 3, 4, 6}) {
      Path file = run.file(index).orElseThrow();
      assertEquals("f_" + index + ".pickle", file.getFileName().toString(), layout);
      assertTrue(run.files().contains(file), layout);
      Judges.h5py(
          EXPECTED
              + """
              import pickle, sys, array
              value = pickle.load(open(sys.argv[1], 'rb'))
              if int(sys.argv[2]) == 3:
                  value = [list(row) for row in value]
              assert value == expected[int(sys.argv[2])], value
              """,
          file,
          index);
    }
    Path fit = run.file(5).orElseThrow();
    assertEquals("f_5.ser", fit.getFileName().toString(), layout);
    try (var results = Results.open(run.directory().orElseThrow(), Fit.class.getName())) {
      assertEquals(odd(1), results.computation(1).value());
      assertEquals(null, results.computation(2).value());
      assertTrue(Arrays.deepEquals((Object[]) odd(3), (Object[]) results.computation(3).value()));
      assertEquals(odd(4), results.computation(4).value());
      assertEquals(odd(5), results.computation(5).value());
      assertEquals(odd(6), results.computation(6).value());
      assertTrue(results.verify().isComplete(), () -> layout + results.verify());
    }
    assertEquals(odd(4), SerializedResults.read(run.file(4).orElseThrow()));
  }

  @Test
  void aRunIsResumedWithWhatWasRescued() {
    LAYOUTS.forEach(
        (layout, choice) -> {
          Run<Object> first =
              compute(
                  layout,
                  choice
                      .apply(ParallelMap.over(each(range(8))).map(RescuedResultsTest::odd))
                      .name("f"));
          try (var map =
              choice
                  .apply(ParallelMap.over(each(range(8))).map(RescuedResultsTest::odd))
                  .verbosity(Verbosity.QUIET)
                  .name("f")
                  .resume(first.directory().orElseThrow())
                  .build()) {
            Run<Object> second = map.compute();
            assertEquals(first.files(), second.files(), layout);
            assertEquals(first.file(4), second.file(4), layout);
            assertEquals(first.file(5), second.file(5), layout);
          }
        });
  }

  /** A list for Python, and nothing for Java's serialization. */
  private static final class Ragged extends AbstractList<Object> {
    private final int x;

    Ragged(int x) {
      this.x = x;
    }

    @Override
    public Object get(int k) {
      return k == 0 ? x : List.of(x);
    }

    @Override
    public int size() {
      return 2;
    }
  }

  @Test
  void aResultThatCannotBeSerializedIsForPythonAlone() {
    ParallelMapBuilder<Object> optional = ParallelMap.over(each(1, 2)).<Object>map(Ragged::new);
    try (var map = optional.outputDir(folder.resolve("dry")).build()) {
      assertTrue(map.dryRun().failure().isEmpty(), () -> map.dryRun().toString());
    }
    Run<Object> run = compute("optional", optional);
    Path file = run.file(1).orElseThrow();
    assertEquals("f_1.pickle", file.getFileName().toString());
    assertEquals(
        "[2, [2]]",
        Judges.h5py("import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))", file));
    String message =
        assertThrows(AcmeException.class, () -> SerializedResults.read(file)).getMessage();
    assertTrue(message.contains("is a pickle, which Python reads"), message);
    try (var results = Results.open(run.directory().orElseThrow())) {
      assertTrue(results.verify().isComplete());
    }
  }

  @Test
  void aDamagedPickleIsFound() throws Exception {
    Run<Object> run =
        compute("damaged", ParallelMap.over(each(range(8))).map(RescuedResultsTest::odd));
    Path pickle = run.file(1).orElseThrow();
    byte[] bytes = Files.readAllBytes(pickle);
    bytes[10] ^= 1;
    Files.write(pickle, bytes);
    Path cut = run.file(3).orElseThrow();
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 50));
    try (var results = Results.open(run.directory().orElseThrow())) {
      assertEquals(6, results.verify().readable());
      assertFalse(results.verify().isComplete());
    }
    assertThrows(AcmeException.class, () -> SerializedResults.read(cut));
  }

  @Test
  void aStackedResultWithAMapIsAPickle() {
    Run<Object> run =
        compute(
            "stacked",
            ParallelMap.over(each(range(3)))
                .<Object>map(x -> Outputs.of(x, x == 1 ? Map.of("k", 2) : "text"))
                .resultShape(STACK));
    Path file = run.file(1).orElseThrow();
    assertEquals("f_1.pickle", file.getFileName().toString());
    assertEquals(
        "(1, {'k': 2})",
        Judges.h5py("import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))", file));
    assertEquals(Outputs.of(1, Map.of("k", 2)), SerializedResults.read(file));
  }

  @Test
  void charactersConstantsAndTimesAreStringsInHdf5() {
    Run<Object> run =
        compute("texts", ParallelMap.over(each(range(9))).map(RescuedResultsTest::text));
    List<Object> expected =
        List.of(
            "ü",
            "NOVEMBER",
            "2026-11-25",
            "1970-01-01T00:00:00Z",
            "PT1.5S",
            "ab",
            "2026 MAY ",
            "builder",
            "ab c ");
    assertEquals(9, run.nInputs());
    try (var results = Results.open(run.directory().orElseThrow())) {
      for (int k = 0; k < expected.size(); k++) {
        Object value = results.computation(k).value();
        assertEquals(expected.get(k), value.toString());
      }
    }
    Judges.h5py(
        """
        import h5py, sys
        f = h5py.File(sys.argv[1])
        assert f['comp_2/result_0'].asstr()[()] == '2026-11-25'
        assert list(f['comp_8/result_0'].asstr()[:]) == ['ab', 'c']
        """,
        run.container().orElseThrow());
  }

  @Test
  void collectionsOfScalaAreKeptAsTheirKinInJava() {
    Run<Object> run =
        compute("scala", ParallelMap.over(each(range(7))).map(RescuedResultsTest::scala));
    assertEquals(List.of(), run.failures());
    Judges.h5py(
        """
        import h5py, sys
        f = h5py.File(sys.argv[1])
        assert list(f) == ['comp_0', 'comp_1', 'comp_2', 'comp_3'], list(f)
        assert list(f['comp_0/result_0']) == [1, 2]
        assert list(f['comp_1/result_0']) == [1, 2]
        assert list(f['comp_2/result_0']) == [1, 2]
        assert f['comp_2/result_1'].asstr()[()] == 'text'
        assert f['comp_3/result_0'].shape == (2, 2)
        """,
        run.container().orElseThrow());
    for (String[] pickle :
        new String[][] {
          {"4", "{'a': [1.0, 2.0]}"}, {"5", "None"}, {"6", "1180591620717411303424"}
        }) {
      assertEquals(
          pickle[1],
          Judges.h5py(
              "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))",
              run.file(Integer.parseInt(pickle[0])).orElseThrow()));
    }
    assertEquals(Optional.empty(), run.failures().stream().findAny());
  }
}
