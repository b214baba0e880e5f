package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.SingleFiles.judge;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Results stacked into one dataset of a single file, judged by h5py. */
class StackedSingleFileTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return compute(builder, "run");
  }

  private <R> Run<R> compute(ParallelMapBuilder<R> builder, String name) {
    return TestSpark.compute(builder.singleFile().outputDir(folder.resolve(name)));
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
                  .map(
                      x -> x == 2 ? new double[0] : Arrays.copyOf(SingleFileTest.large(x), 700_000))
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
                  .map(StackedSingleFileTest::ramp)
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
}
