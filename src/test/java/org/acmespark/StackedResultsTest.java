package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.acmespark.examples.Seeds;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stacking examples of ACME's documentation, and what can go wrong with them. */
class StackedResultsTest {
  private static final double[][] MATRIX = matrix();

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private static double[][] matrix() {
    var random = new Random(1);
    double[][] matrix = new double[10][];
    Arrays.setAll(matrix, row -> random.doubles(20).toArray());
    return matrix;
  }

  static double[] ramp(int x) {
    double[] ramp = new double[x % 5 + 1];
    Arrays.fill(ramp, x);
    return ramp;
  }

  private ParallelMapBuilder<double[][]> matrices() {
    return ParallelMap.over(all(MATRIX), each(range(200)))
        .map(Seeds::matconstruct)
        .resultShape(STACK, 10, 9);
  }

  private void judge(Run<?> run, String checks) throws Exception {
    String script =
        "import sys, h5py, numpy as np\n"
            + "h5 = h5py.File(sys.argv[1], 'r')\n"
            + "r = h5['result_0']\n"
            + checks;
    Judges.h5py(script, run.container().orElseThrow().toString());
  }

  @Test
  void slotsMatricesIntoOneVirtualDataset() throws Exception {
    Run<double[][]> run = compute(matrices().outputDir(folder.resolve("run")));

    judge(
        run,
        """
        assert list(h5.keys()) == ['result_0'], list(h5.keys())
        assert r.shape == (200, 10, 9) and r.dtype == 'float64' and r.is_virtual
        assert r.attrs['valid'].all() and len(r.attrs['valid']) == 200
        assert r.attrs['stack_axis'] == 0 and 'lengths' not in r.attrs
        assert np.isfinite(r[()]).all()
        """);
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      double[][] third =
          ((double[][][])
                  reader.read("/result_0", new long[] {3, 0, 0}, new long[] {1, 10, 9}).toJava())
              [0];
      assertArrayEquals(Seeds.matconstruct(MATRIX, 3), third);
    }
  }

  @Test
  void roundsToHalfPrecision() throws Exception {
    Run<double[][]> run =
        compute(matrices().resultType(ResultType.FLOAT16).outputDir(folder.resolve("run")));

    judge(run, "assert r.dtype.name == 'float16' and np.isfinite(r[()]).all()\n");
  }

  @Test
  void keepsFurtherValuesInGroups() throws Exception {
    Run<Outputs> run =
        compute(
            ParallelMap.over(all(MATRIX), each(range(200)))
                .map(Seeds::matconstructMulti)
                .resultShape(STACK, 10, 9)
                .outputDir(folder.resolve("run")));

    judge(
        run,
        """
        assert sorted(h5.keys()) == sorted(['comp_%d' % i for i in range(200)] + ['result_0'])
        assert r.shape == (200, 10, 9)
        assert list(h5['comp_56'].keys()) == ['result_1', 'result_2']
        assert h5['comp_56']['result_1'][()] == 56
        assert h5['comp_56']['result_2'].shape == (9,)
        """);
  }

  @Test
  void makesAnUnlimitedDimensionAsLongAsTheLongestResult() throws Exception {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(20)))
                .map(StackedResultsTest::ramp)
                .resultShape(STACK, UNLIMITED)
                .outputDir(folder.resolve("run")));

    judge(
        run,
        """
        assert r.shape == (20, 5) and r.maxshape == (20, None) and r.is_virtual
        assert list(r.attrs['lengths'][:6]) == [1, 2, 3, 4, 5, 1]
        assert (r[4] == 4).all() and r[3, 3] == 3 and np.isnan(r[3, 4])
        """);
  }

  @Test
  void stacksManyResultsThroughFewFiles() throws Exception {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(2000)))
                .map(x -> new double[] {x, -x, 2 * x})
                .name("triple")
                .rangeSize(5)
                .resultShape(3, STACK)
                .resultType(ResultType.INT32)
                .outputDir(folder.resolve("run")));

    assertEquals(400, run.ranges());
    assertTrue(run.files().size() <= 256, () -> run.files().size() + " files");
    judge(
        run,
        """
        i = np.arange(2000)
        assert r.shape == (3, 2000) and r.dtype == 'int32' and r.is_virtual
        assert len({s.file_name for s in r.virtual_sources()}) <= 256
        assert (r[()] == np.stack([i, -i, 2 * i])).all()
        """);
  }

  @Test
  void padsAndMergesRowsOfDifferentLengths() throws Exception {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(600)))
                .map(StackedResultsTest::ramp)
                .rangeSize(2)
                .resultShape(STACK, UNLIMITED)
                .outputDir(folder.resolve("run")));

    assertTrue(run.files().size() <= 256, () -> run.files().size() + " files");
    judge(
        run,
        """
        assert r.shape == (600, 5) and r.maxshape == (600, None)
        for i in range(600):
            n = i % 5 + 1
            assert (r[i, :n] == i).all() and np.isnan(r[i, n:]).all(), i
        """);
  }

  @Test
  void failsAComputationWhoseResultDoesNotFitAndMarksItsRow() throws Exception {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(300)))
                .map(x -> x == 7 ? new double[] {1, 2, 3} : new double[] {x, x})
                .name("pair")
                .resultShape(STACK, 2)
                .outputDir(folder.resolve("run")));

    assertEquals(1, run.failures().size());
    assertEquals(7, run.failures().get(0).index());
    assertTrue(
        run.failures().get(0).message().contains("(3,)")
            && run.failures().get(0).message().contains("(stack, 2)"),
        run.failures().get(0).message());
    judge(
        run,
        """
        valid = r.attrs['valid']
        assert not valid[7] and valid.sum() == 299
        assert np.isnan(r[7]).all() and (r[8] == 8).all() and (r[299] == 299).all()
        """);
  }

  @Test
  void failsAComputationWhoseResultIsOutsideTheRangeOfTheType() {
    Run<Integer> run =
        compute(
            ParallelMap.over(each(100, 300))
                .map(x -> x)
                .name("same")
                .resultShape(STACK)
                .resultType(ResultType.INT8)
                .outputDir(folder.resolve("run")));

    assertEquals(1, run.failures().get(0).index());
    assertTrue(run.failures().get(0).message().contains("300"), run.failures()::toString);
  }

  @Test
  void stacksInMemory() {
    Run<double[][]> run = compute(matrices().resultType(ResultType.FLOAT16).inMemory());

    assertArrayEquals(new int[] {200, 10, 9}, run.stacked().getShape());
    float[][][] values = (float[][][]) run.stacked().copyToNDJavaArray();
    assertEquals(Seeds.matconstruct(MATRIX, 12)[4][5], values[12][4][5], 1e-3);
  }

  @Test
  void inMemoryAFunctionWithoutAnyValueFailsThatComputationAlone() {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(4)))
                .map(x -> x == 2 ? Outputs.of() : Outputs.of(x, "further " + x))
                .resultShape(STACK)
                .inMemory());

    assertEquals(List.of(2L), run.failures().stream().map(ComputationFailure::index).toList());
    assertTrue(run.failures().get(0).message().contains("no value to be stacked"));
    assertArrayEquals(
        new double[] {0, 1, Double.NaN, 3}, (double[]) run.stacked().copyTo1DJavaArray());
    assertEquals(Outputs.of("further 3"), run.furtherValues().get(3));
    assertNull(run.furtherValues().get(2));
    String refusal = assertThrows(IllegalStateException.class, run::values).getMessage();
    assertTrue(refusal.contains("see stacked(), and furtherValues()"), refusal);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "PER_PARTITION"})
  void thousandsOfComputationsRestOnFewFiles(Payload payload) {
    Run<double[]> run =
        compute(
            ParallelMap.over(each(range(5000)))
                .map(StackedResultsTest::hundred)
                .resultShape(STACK, 100)
                .payload(payload)
                .outputDir(folder.resolve("run"))
                .rangeSize(10));

    String script =
        """
        import h5py, numpy, resource, sys
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
        with h5py.File(sys.argv[1], "r") as f:
            rows = f["result_0"]
            sources = {source.file_name for source in rows.virtual_sources()}
            expected = numpy.arange(5000)[:, None] + numpy.arange(100) / 128
            print(1 < len(sources) <= 256, numpy.array_equal(rows[()], expected))
        """;
    assertEquals("True True", Judges.h5py(script, run.container().orElseThrow()));
  }

  private static double[] hundred(int x) {
    double[] row = new double[100];
    Arrays.setAll(row, k -> x + k / 128.0);
    return row;
  }

  @Test
  void aNestedArrayWithoutRowsIsAnEmptyResult() {
    Run<double[][]> run =
        compute(
            ParallelMap.over(each(range(4)))
                .map(x -> new double[x][3])
                .resultShape(UNLIMITED, STACK, 3)
                .outputDir(folder.resolve("run")));

    run.requireAllComputed();
    try (var results = Results.open(folder.resolve("run"))) {
      assertArrayEquals(new long[] {3, 4, 3}, results.stacked().shape());
      assertArrayEquals(new long[] {0, 1, 2, 3}, results.stacked().lengths().orElseThrow());
    }
  }

  @Test
  void unsignedNumbersInMemoryArePlainJavaNumbers() {
    var bytes =
        compute(
            ParallelMap.over(each(1, 255))
                .map(x -> x)
                .resultShape(STACK)
                .resultType(ResultType.UINT8)
                .inMemory());
    assertArrayEquals(new short[] {1, 255}, (short[]) bytes.asJava());
    var longs =
        compute(
            ParallelMap.over(each(1.0, 0x1p63))
                .map(x -> x)
                .resultShape(STACK)
                .resultType(ResultType.UINT64)
                .inMemory());
    assertArrayEquals(
        new BigInteger[] {BigInteger.ONE, BigInteger.TWO.pow(63)}, (BigInteger[]) longs.asJava());
  }

  @Test
  void furtherValuesInMemoryStandBesideTheStack() {
    var run =
        compute(
            ParallelMap.over(each(range(2)))
                .map(x -> Outputs.of(x, "no. " + x))
                .resultShape(STACK)
                .inMemory());
    var all = (Map<?, ?>) run.asJava();
    assertArrayEquals(new double[] {0, 1}, (double[]) all.get("result_0"));
    assertEquals(List.of(Outputs.of("no. 0"), Outputs.of("no. 1")), all.get("further"));
  }

  @Test
  void refusesShapesThatAreNone() {
    assertEquals(
        "result shape (3, 4) has 0 stacking dimensions, but must have exactly one",
        refusalOf(3, 4));
    assertEquals(
        "result shape (stack, stack) has 2 stacking dimensions, but must have exactly one",
        refusalOf(STACK, STACK));
    assertEquals(
        "result shape (stack, inf, inf) has 2 unlimited dimensions, but may have at most one",
        refusalOf(STACK, UNLIMITED, UNLIMITED));
    assertEquals("result shape (stack, -3) has the negative length -3", refusalOf(STACK, -3));
  }

  private static String refusalOf(long... dims) {
    var builder = ParallelMap.over(each(range(300))).map(x -> x);
    return assertThrows(IllegalArgumentException.class, () -> builder.resultShape(dims))
        .getMessage();
  }

  @Test
  void refusesWhatConflicts() {
    assertEquals(
        "resultType is INT8, but there is no resultShape whose elements could have it",
        refusalOf(identity().resultType(ResultType.INT8)));
    assertEquals(
        "resultShape (stack, inf) has an unlimited dimension, which inMemory excludes; keep the results in files",
        refusalOf(identity().resultShape(STACK, UNLIMITED).inMemory()));
    assertEquals(
        "payload per-computation with resultShape would rest a dataset on 300 files, and readers lose values when they run out of file descriptors; at most 256 are allowed: choose payload auto",
        refusalOf(identity().resultShape(STACK).payload(Payload.PER_COMPUTATION)));
    assertEquals(
        "inMemory and outputDir exclude each other; leave one out",
        refusalOf(identity().inMemory().outputDir(folder.resolve("run"))));
    assertEquals(
        "format pickle and resultShape exclude each other; leave one out",
        refusalOf(identity().resultShape(STACK).format(Format.PICKLE)));
    assertFalse(Files.exists(folder.resolve("run")));
  }

  private static ParallelMapBuilder<Integer> identity() {
    return ParallelMap.over(each(range(300))).map(x -> x);
  }

  private static String refusalOf(ParallelMapBuilder<Integer> conflict) {
    return assertThrows(IllegalArgumentException.class, conflict::build).getMessage();
  }
}
