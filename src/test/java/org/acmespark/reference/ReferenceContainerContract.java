package org.acmespark.reference;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.ParallelMap.over;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.acmespark.Judges;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.examples.Randout;
import org.acmespark.examples.Seeds;
import org.acmespark.examples.Sensors;
import org.acmespark.examples.Walkthrough;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the page whose results lie in an HDF5 container, in one layout, which a subclass
 * gives.
 */
abstract class ReferenceContainerContract {
  static final double[][] A = matrix(10, 20);

  static final String PRELUDE =
      """
      import os, sys, h5py, numpy as np
      h5f = h5py.File(sys.argv[1], 'r')
      virtual = len(sys.argv) > 2 and sys.argv[2] == 'True'
      def without_a_column(matrix, a):
          return any(np.allclose(matrix, np.delete(np.corrcoef(a), i, axis=1), atol=1e-3)
                     for i in range(10))
      """;

  static double[][] matrix(int rows, int columns) {
    var random = new Random(1);
    double[][] matrix = new double[rows][];
    Arrays.setAll(matrix, row -> random.doubles(columns).toArray());
    return matrix;
  }

  static <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return TestSpark.compute(builder).requireAllComputed();
  }

  static ParallelMapBuilder<Outputs> thisFunc() {
    return over(each(range(50)), all(0.5), all("no. ")).map(ReferenceFunctions::thisFunc);
  }

  static <R> ParallelMapBuilder<R> ofMatrices(ParallelMapBuilder<R> builder) {
    return builder.resultShape(STACK, 10, 9);
  }

  static Path written(Path file, Object value) {
    try (var writer = Hdf5Writer.create(file)) {
      writer.write("data", Hdf5Value.of(value));
      writer.commit();
    }
    return file;
  }

  @TempDir Path folder;

  abstract <R> ParallelMapBuilder<R> kept(ParallelMapBuilder<R> builder);

  abstract boolean inOneFile();

  /** Checks the files of {@link #thisFuncLeavesAGroupPerComputation}. */
  abstract void judgeFiles(Run<?> run);

  final <R> Run<R> in(String directory, ParallelMapBuilder<R> builder) {
    return compute(kept(builder).outputDir(folder.resolve(directory)));
  }

  final String judge(Run<?> run, String script, Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = run.container().orElseThrow();
    all[1] = inOneFile() ? "False" : "True";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Judges.h5py(PRELUDE + script, all);
  }

  @Test
  void thisFuncLeavesAGroupPerComputation() {
    Run<Outputs> run = in("run", thisFunc());

    judge(
        run,
        """
        assert os.path.basename(sys.argv[1]) == 'thisFunc.h5'
        assert set(h5f.keys()) == {f'comp_{i}' for i in range(50)}
        for i in range(50):
            comp = h5f[f'comp_{i}']
            assert list(comp.keys()) == ['result_0', 'result_1', 'result_2'], list(comp)
            assert comp['result_0'][()] == i + 0.5 and comp['result_0'].dtype == '<f8'
            assert comp['result_1'][()].tolist() == [i, 0.5]
            assert comp['result_2'].asstr()[()] == f'no. {i}'
        """);
    judgeFiles(run);
  }

  @Test
  void groupsAreCopiedIntoAFileOfRegularDatasets() {
    Run<Outputs> run = in("run", thisFunc());

    judge(
        run,
        """
        with h5py.File(sys.argv[3], 'w') as h5target:
            with h5py.File(sys.argv[1], 'r') as h5source:
                for comp in h5source.keys():
                    h5source.copy(comp, h5target, expand_external=True, name=comp)
        with h5py.File(sys.argv[3], 'r') as copied:
            assert len(copied) == 50
            assert isinstance(copied.get('comp_33', getlink=True), h5py.HardLink)
            assert copied['comp_33/result_0'][()] == 33.5
        """,
        folder.resolve("new_file.h5"));
  }

  @Test
  void randoutOf5000ValuesIsReadBack() {
    Double[] x = new Random(2).doubles(5000).map(u -> u - 0.5).boxed().toArray(Double[]::new);
    Run<Double> run = in("run", over(each(x), all(3.0)).map(Randout::randout));

    if (inOneFile()) {
      assertEquals(List.of(run.container().orElseThrow()), run.files());
      assertTrue(Files.notExists(folder.resolve("run/randout_payload")));
    }
    double[] values = Arrays.stream(x).mapToDouble(Double::doubleValue).toArray();
    judge(
        run,
        """
        x = h5py.File(sys.argv[3], 'r')['data'][()]
        assert len(h5f) == 5000
        for i in range(0, 5000, 50):
            expected = x[i] / 3 if x[i] > 0 else x[i] * 3
            assert h5f[f'comp_{i}']['result_0'][()] == expected
        """,
        written(folder.resolve("x.h5"), values));
    try (var results = Results.open(folder.resolve("run"))) {
      assertTrue(results.verify().isComplete());
    }
  }

  @Test
  void matconstructIsOneDatasetAndNothingElse() {
    Run<double[][]> run =
        in("run", ofMatrices(over(all(A), each(range(200L))).map(Seeds::matconstruct)));

    judge(
        run,
        """
        a = h5py.File(sys.argv[3], 'r')['data'][()]
        assert list(h5f.keys()) == ['result_0']
        stacked = h5f['result_0']
        assert (stacked.shape, stacked.dtype.str) == ((200, 10, 9), '<f8')
        assert stacked.maxshape == (200, 10, 9)
        assert stacked.is_virtual == virtual
        assert all(without_a_column(matrix, a) for matrix in stacked)
        """,
        written(folder.resolve("a.h5"), A));
  }

  @Test
  void furtherResultsOfMatconstructMultiStayInGroups() {
    Run<Outputs> run =
        in("run", ofMatrices(over(all(A), each(range(200L))).map(Seeds::matconstructMulti)));

    judge(
        run,
        """
        assert set(h5f.keys()) == {'result_0'} | {f'comp_{i}' for i in range(200)}
        assert repr(h5f['result_0']) == \
            '<HDF5 dataset "result_0": shape (200, 10, 9), type "<f8">'
        assert list(h5f['comp_56'].keys()) == ['result_1', 'result_2']
        assert h5f['comp_56']['result_1'][()] == 56
        singular = h5f['comp_56']['result_2'][()]
        assert singular.shape == (9,)
        assert np.allclose(singular, np.linalg.svd(h5f['result_0'][56], compute_uv=False))
        """);
  }

  @Test
  void resultDtypeIsThatOfTheDataset() {
    Run<double[][]> wide =
        in("wide", ofMatrices(over(all(A), each(range(200L))).map(Seeds::matconstruct)));
    Run<double[][]> half =
        in(
            "half",
            ofMatrices(over(all(A), each(range(200L))).map(Seeds::matconstruct))
                .resultType(ResultType.FLOAT16));

    judge(
        half,
        """
        h64f = h5py.File(sys.argv[3], 'r')
        assert h64f['result_0'].dtype.name == 'float64'
        assert h5f['result_0'].dtype.name == 'float16'
        assert h5f['result_0'].is_virtual == virtual
        assert (h5f['result_0'][()] == h64f['result_0'][()].astype('float16')).all()
        """,
        wide.container().orElseThrow());
  }

  @Test
  void unlimitedColumnsHoldWhatTheSensorsEmitted() {
    var noise = new Random(3);
    double[][] sensors = new double[200][15000];
    for (double[] sensor : sensors) {
      Arrays.setAll(sensor, k -> Math.sin(2 * Math.PI * k / 14999) + 0.1 * noise.nextGaussian());
    }
    Run<double[]> run =
        in("run", over(each(sensors), all(10)).map(Sensors::smooth).resultShape(STACK, UNLIMITED));

    judge(
        run,
        """
        smoothed = h5f['result_0']
        assert smoothed.maxshape == (200, None)
        assert smoothed.shape == (200, 15000)
        assert smoothed.is_virtual == virtual
        sensors = h5py.File(sys.argv[3], 'r')['data'][()]
        for row, sensor in zip(smoothed[()], sensors):
            padded = np.pad(sensor, (5, 4), mode='edge')
            assert np.allclose(row, np.convolve(padded, np.ones(10) / 10, mode='valid'))
        """,
        written(folder.resolve("sensors.h5"), sensors));
  }

  @Test
  void manyComputationsAreLoggedIntoTheFileThatWasNamed() throws Exception {
    Double[] z = new Random(4).ints(20_000, 1, 11).asDoubleStream().boxed().toArray(Double[]::new);
    Path log = folder.resolve("my_log.txt");
    Run<Double> run = in("run", over(all(2.0), all(4.0), each(z)).map(Walkthrough::f).logfile(log));

    assertTrue(Files.readString(log).contains("20000 computations"));
    judge(
        run,
        """
        z = h5py.File(sys.argv[3], 'r')['data'][()]
        assert len(h5f) == 20000
        for i in range(0, 20000, 500):
            assert h5f[f'comp_{i}/result_0'][()] == 6 * z[i]
        """,
        written(
            folder.resolve("z.h5"), Arrays.stream(z).mapToDouble(Double::doubleValue).toArray()));
  }
}
