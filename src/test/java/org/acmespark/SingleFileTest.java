package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.SingleFiles.judge;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.acmespark.hdf5.EveryValue;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All results in one file, judged by h5py. */
class SingleFileTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return compute(builder, "run");
  }

  private <R> Run<R> compute(ParallelMapBuilder<R> builder, String name) {
    return TestSpark.compute(builder.singleFile().outputDir(folder.resolve(name)));
  }

  private List<String> inRunDirectory() throws Exception {
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      return left.map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  @Test
  void holdsRegularGroupsAndIsTheOnlyFile() throws Exception {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(300)))
                .map(x -> Outputs.of(x / 2.0, "no. " + x, new int[][] {{x, 1}, {2, 3}}))
                .name("three"));

    run.requireAllComputed();
    assertEquals(List.of(folder.resolve("run/three.h5")), run.files());
    assertEquals(run.files().get(0), run.container().orElseThrow());
    assertEquals(run.container(), run.file(299));
    assertEquals(
        List.of(".acme-run", "_SUCCESS", "three.h5", "three_computations.jsonl", "three_run.json"),
        inRunDirectory());
    assertEquals(
        300,
        LedgerAttempts.of(folder.resolve("run/three_computations.jsonl")).stream()
            .filter(line -> line.contains("\"file\":\"three.h5\""))
            .count());
    judge(
        run,
        """
        assert len(h5) == 300
        for i in range(300):
            comp = h5[f'comp_{i}']
            assert isinstance(h5.get(f'comp_{i}', getlink=True), h5py.HardLink)
            assert list(comp) == ['result_0', 'result_1', 'result_2']
            assert comp['result_0'][()] == i / 2 and comp['result_0'].shape == ()
            assert comp['result_1'].asstr()[()] == f'no. {i}'
            assert (comp['result_2'][()] == [[i, 1], [2, 3]]).all()
            assert not comp['result_2'].is_virtual
        """);
  }

  static Object value(String name) {
    return EveryValue.BY_NAME.get(name);
  }

  @Test
  void holdsEveryTypeOfValueAsPayloadFilesDo() {
    var names = List.copyOf(EveryValue.BY_NAME.keySet());
    Run<Object> single =
        compute(ParallelMap.over(each(names)).map(SingleFileTest::value), "single");
    Run<Object> payload;
    try (var map =
        ParallelMap.over(each(names))
            .map(SingleFileTest::value)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve("payload"))
            .build()) {
      payload = map.compute();
    }

    assertEquals(List.of(), single.failures());
    Judges.h5py(
        """
        import sys, h5py, numpy as np
        single, payload = (h5py.File(name, 'r') for name in sys.argv[1:])
        assert len(single) == len(payload) == %d
        for comp in payload:
            ours, theirs = single[comp]['result_0'], payload[comp]['result_0']
            assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), comp
            assert np.array_equal(ours[()], theirs[()]), comp
        """
            .formatted(names.size()),
        single.container().orElseThrow(),
        payload.container().orElseThrow());
    try (var reader = Hdf5Reader.open(single.container().orElseThrow())) {
      for (int i = 0; i < names.size(); i++) {
        assertEquals(
            EveryValue.BY_NAME.get(names.get(i)),
            reader.read("/comp_" + i + "/result_0"),
            names.get(i));
      }
    }
  }

  static double[] large(int x) {
    double[] values = new double[5_000_000];
    Arrays.setAll(values, k -> x * 1e7 + k);
    return values;
  }

  @Test
  void takesValuesOfManyFrames() {
    Run<double[]> run = compute(ParallelMap.over(each(range(3))).map(SingleFileTest::large));

    run.requireAllComputed();
    judge(
        run,
        """
        for i in range(3):
            d = h5[f'comp_{i}/result_0']
            assert d.shape == (5000000,) and d.dtype == 'f8'
            assert (d[()] == i * 1e7 + np.arange(5000000)).all()
        """);
  }

  @Test
  void takesManyStringsAndShapes() {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(2)))
                .map(
                    x -> {
                      String[][] words = new String[9][1000];
                      for (int i = 0; i < 9000; i++) {
                        words[i / 1000][i % 1000] = "ü" + (x + i);
                      }
                      return Outputs.of(words, new boolean[2][3][700_000], new int[5][0]);
                    })
                .name("words"));

    run.requireAllComputed();
    judge(
        run,
        """
        for x in range(2):
            words, flags, empty = (h5[f'comp_{x}/result_{k}'] for k in range(3))
            assert (words.asstr()[()].ravel() == [f'ü{x + i}' for i in range(9000)]).all()
            assert words.shape == (9, 1000)
            assert flags.dtype == bool and flags.shape == (2, 3, 700000) and not flags[()].any()
            assert empty.shape == (5, 0)
        """);
  }

  @Test
  void hasNoGroupForAComputationThatFailed() {
    Run<Integer> run =
        compute(ParallelMap.over(each(range(20)), all(13)).map((x, bad) -> x / (x - bad)));

    assertEquals(1, run.failures().size());
    assertTrue(run.file(13).isEmpty());
    judge(run, "assert len(h5) == 19 and 'comp_13' not in h5\n");
  }

  @Test
  void picklesTheOneResultThatHdf5CannotHold() throws Exception {
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(3)))
                .<Object>map(x -> x == 1 ? Map.of("x", large(x)) : x)
                .name("mixed"));

    assertEquals(List.of(), run.failures());
    assertEquals(
        List.of(folder.resolve("run/mixed.h5"), folder.resolve("run/mixed_1.pickle")), run.files());
    assertEquals(folder.resolve("run/mixed_1.pickle"), run.file(1).orElseThrow());
    var read = (Map<?, ?>) SerializedResults.read(run.file(1).orElseThrow());
    assertEquals(1e7 + 4_999_999, ((double[]) read.get("x"))[4_999_999]);
    String ledger = LedgerAttempts.of(folder.resolve("run/mixed_computations.jsonl")).toString();
    assertTrue(ledger.contains("\"mixed_1.pickle\""), ledger);
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      Path log = files.filter(file -> file.toString().endsWith(".log")).findAny().orElseThrow();
      assertTrue(Files.readString(log).contains("mixed_1.pickle"));
    }
    judge(run, "assert list(h5) == ['comp_0', 'comp_2']\n");
  }

  @Test
  void leavesNoContainerWhereHdf5HoldsNothing() throws Exception {
    Run<Object> maps =
        compute(ParallelMap.over(each(range(2))).<Object>map(x -> Map.of()).name("maps"));
    assertTrue(maps.container().isEmpty());
    assertEquals(2, maps.files().size());
    assertFalse(inRunDirectory().contains(".spool"));

    Run<Void> nothing = compute(ParallelMap.over(each(range(2))).forEach(x -> {}), "nothing");
    assertEquals(List.of(), nothing.files());
  }

  @Test
  void commitsManySmallResultsOnce() {
    int n = 40_000;
    Run<Integer> run = compute(ParallelMap.over(each(range(n))).map(x -> x).name("f").rangeSize(n));

    run.requireAllComputed();
    judge(
        run,
        """
        assert len(h5) == 40000
        assert all(h5[f'comp_{i}/result_0'][()] == i for i in range(0, 40000, 97))
        """);
  }

  @Test
  void isAPropertyThatABuilderOverrules() throws Exception {
    SPARK.context().sc().conf().set("spark.acme.singleFile", "true");
    try {
      Run<Integer> run = plain(b -> b.outputDir(folder.resolve("run")));
      assertEquals(List.of(run.container().orElseThrow()), run.files());
      assertFalse(Files.exists(folder.resolve("run/f_payload")));
      assertEquals(List.of(1, 2), plain(b -> b.inMemory()).values());
      Run<Integer> payload =
          plain(b -> b.payload(Payload.AUTO).outputDir(folder.resolve("payload")));
      assertEquals(2, payload.files().size());
      Run<Integer> pickled =
          plain(b -> b.format(Format.PICKLE).outputDir(folder.resolve("pickled")));
      assertTrue(pickled.container().isEmpty());
    } finally {
      SPARK.context().sc().conf().remove("spark.acme.singleFile");
    }
  }

  private static Run<Integer> plain(UnaryOperator<ParallelMapBuilder<Integer>> option) {
    var builder = ParallelMap.over(each(1, 2)).map(x -> x).name("f").verbosity(Verbosity.QUIET);
    try (var map = option.apply(builder).build()) {
      return map.compute();
    }
  }

  @Test
  void refusesWhatExcludesIt() {
    Map<String, Function<ParallelMapBuilder<?>, ParallelMapBuilder<?>>> conflicts =
        Map.of(
            "inMemory", b -> b.inMemory(),
            "format pickle", b -> b.format(Format.PICKLE),
            "format serialized", b -> b.format(Format.SERIALIZED),
            "payload", b -> b.payload(Payload.AUTO));
    conflicts.forEach(
        (name, option) -> {
          var builder = option.apply(ParallelMap.over(each(1, 2)).map(x -> x).singleFile());
          var refused = assertThrows(IllegalArgumentException.class, builder::build);
          assertEquals(
              "singleFile and %s exclude each other; leave one out".formatted(name),
              refused.getMessage());
        });
  }
}
