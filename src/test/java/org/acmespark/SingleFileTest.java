package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
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
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All results in one file, judged by h5py. */
class SingleFileTest {
  private static final String OPEN =
      """
      import sys, h5py, numpy as np
      h5 = h5py.File(sys.argv[1], 'r')
      """;

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return compute(builder, "run");
  }

  private <R> Run<R> compute(ParallelMapBuilder<R> builder, String name) {
    return TestSpark.compute(builder.singleFile().outputDir(folder.resolve(name)));
  }

  private static void judge(Run<?> run, String checks) {
    Judges.h5py(OPEN + checks, run.container().orElseThrow());
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
  void stacksIntoOneRegularDataset() {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(300)))
                .map(x -> x == 7 || x == 299 ? new double[] {1} : new double[] {x, 2.0 * x})
                .name("pair")
                .resultShape(STACK, 2));

    assertEquals(2, run.failures().size());
    assertTrue(run.failures().get(0).message().contains("(1,)"), run.failures()::toString);
    judge(
        run,
        """
        r = h5['result_0']
        assert list(h5) == ['result_0'] and not r.is_virtual and r.maxshape == (300, 2)
        assert r.dtype == 'f8' and np.isnan(r.fillvalue)
        valid = np.ones(300, bool)
        valid[[7, 299]] = False
        assert (r.attrs['valid'] == valid).all() and 'lengths' not in r.attrs
        i = np.arange(300)
        assert np.array_equal(r[()][valid], np.stack([i, 2 * i], 1)[valid])
        assert np.isnan(r[7]).all() and np.isnan(r[299]).all()
        """);
  }

  @Test
  void stacksAlongEachAxis() {
    long[][] shapes = {{STACK, 2, 3}, {2, STACK, 3}, {2, 3, STACK}};
    for (int axis = 0; axis < 3; axis++) {
      Run<int[][]> run =
          compute(
              ParallelMap.over(each(range(50)))
                  .map(
                      x -> {
                        if (x == 11) {
                          throw new IllegalStateException("no result");
                        }
                        return new int[][] {{x, 1, 2}, {3, 4, -x}};
                      })
                  .name("block")
                  .resultShape(shapes[axis])
                  .resultType(ResultType.INT16),
              "axis" + axis);

      judge(
          run,
          """
          r = h5['result_0']
          blocks = np.stack([[[x, 1, 2], [3, 4, -x]] for x in range(50)], %1$d)
          blocks[(slice(None),) * %1$d + (11,)] = 0
          assert r.dtype == 'i2' and r.maxshape == r.shape and not r.is_virtual
          assert np.array_equal(r[()], blocks) and not r.attrs['valid'][11]
          assert r.attrs['stack_axis'] == %1$d
          """
              .formatted(axis));
    }
  }

  @Test
  void stacksLargeRowsAlongEachAxis() {
    for (long[] shape : new long[][] {{STACK, 700_000}, {700_000, STACK}}) {
      Run<double[]> run =
          compute(
              ParallelMap.over(each(range(4)))
                  .map(x -> x == 2 ? new double[0] : Arrays.copyOf(large(x), 700_000))
                  .name("rows")
                  .resultShape(shape),
              "at" + shape[1]);

      judge(
          run,
          """
          r = h5['result_0'][()]
          rows = r if r.shape == (4, 700000) else r.T
          for i in (0, 1, 3):
              assert (rows[i] == i * 1e7 + np.arange(700000)).all()
          assert np.isnan(rows[2]).all()
          """);
    }
  }

  static float[] ramp(int x, int factor) {
    float[] ramp = new float[(x % 5 + 1) * factor];
    Arrays.fill(ramp, x);
    return ramp;
  }

  @Test
  void makesAnUnlimitedDimensionAsLongAsTheLongestResult() {
    for (int factor : new int[] {1, 400_000}) {
      int n = factor == 1 ? 600 : 7;
      Run<float[]> run =
          compute(
              ParallelMap.over(each(range(n)), all(factor))
                  .map(SingleFileTest::ramp)
                  .resultShape(STACK, UNLIMITED)
                  .resultType(ResultType.FLOAT32),
              "by" + factor);

      judge(
          run,
          """
          n, factor = %d, %d
          r = h5['result_0']
          assert r.shape == (n, 5 * factor) and r.maxshape == (n, None) and not r.is_virtual
          assert (r.attrs['lengths'] == (np.arange(n) %% 5 + 1) * factor).all()
          assert r.attrs['valid'].all() and r.dtype == 'f4'
          whole = r[()]
          for i in range(n):
              length = (i %% 5 + 1) * factor
              assert (whole[i, :length] == i).all() and np.isnan(whole[i, length:]).all(), i
          """
              .formatted(n, factor));
    }
  }

  @Test
  void theUnlimitedDimensionMayComeFirst() {
    Run<int[]> run =
        compute(
            ParallelMap.over(each(range(20)))
                .map(x -> new int[x])
                .name("f")
                .resultShape(UNLIMITED, STACK)
                .resultType(ResultType.UINT8));

    judge(
        run,
        """
        r = h5['result_0']
        assert r.shape == (19, 20) and r.maxshape == (None, 20) and r.dtype == 'u1'
        assert (r.attrs['lengths'] == np.arange(20)).all()
        """);
  }

  @Test
  void keepsFurtherValuesInGroups() {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(200)))
                .map(x -> Outputs.of(new double[] {x, x}, x, new double[x]))
                .name("f")
                .resultShape(STACK, 2)
                .resultType(ResultType.FLOAT16));

    judge(
        run,
        """
        assert sorted(h5) == sorted([f'comp_{i}' for i in range(200)] + ['result_0'])
        assert (h5['result_0'][()] == np.arange(200)[:, None]).all()
        assert h5['result_0'].dtype == 'f2'
        assert list(h5['comp_56']) == ['result_1', 'result_2']
        assert h5['comp_56/result_1'][()] == 56 and h5['comp_56/result_2'].shape == (56,)
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
  void aStackedResultWhoseFurtherValuesHdf5CannotHoldIsPickledAsAWhole() {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(3)))
                .map(x -> Outputs.of(x, x == 1 ? Map.of() : "text"))
                .name("mixed")
                .resultShape(STACK));

    assertEquals(Outputs.of(1, Map.of()), SerializedResults.read(run.file(1).orElseThrow()));
    judge(run, "assert (h5['result_0'].attrs['valid'] == [True, False, True]).all()\n");
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
