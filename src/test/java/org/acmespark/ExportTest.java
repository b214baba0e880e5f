package org.acmespark;

import static org.acmespark.Args.each;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.export.Export.Existing;
import org.acmespark.export.Exported;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Fn1;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code acme export} writes, as pandas and NumPy read it. */
class ExportTest {
  private static final String SHOWN =
      """
      import pandas, sys
      t = pandas.read_csv(sys.argv[1])
      print(' '.join('%s:%s' % (c, t[c].dtype.kind) for c in t.columns))
      for row in t.drop(columns=['seconds', 'host']).itertuples(index=False): print(*row, sep='|')
      """;

  @TempDir Path folder;

  static Outputs scalars(int k) {
    if (k == 1) {
      throw new IllegalStateException("one, \"two\"");
    }
    return Outputs.of(k / 4.0, k, "no. " + k, k > 1, new Complex(k, -0.5));
  }

  static double[] row(int k) {
    if (k == 1) {
      throw new IllegalStateException("one");
    }
    return new double[] {k, k + 0.5};
  }

  static int whole(int k) {
    if (k == 1) {
      throw new IllegalStateException("one");
    }
    return -k;
  }

  private <T> Path run(Fn1<Integer, T> function) {
    return DebugRuns.into(folder.resolve("run"), ParallelMap.over(each(0, 1, 2, 3)).map(function));
  }

  private static Exported export(Path run, Path out) {
    try (Results results = Results.open(run)) {
      return results.export(out, Existing.REFUSE, Verbosity.QUIET);
    }
  }

  private String refusal(Path run, String out) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> export(run, folder.resolve(out)))
            .getMessage();
    assertFalse(Files.exists(folder.resolve(out)));
    assertEquals(List.of("run"), names());
    return message;
  }

  private List<String> names() {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void csvHasARowPerComputation() {
    Path out = folder.resolve("r.csv");
    Exported exported = export(run(ExportTest::scalars), out);
    assertEquals("4 computations, 1 failed", exported.toString());
    assertEquals(
        """
        index:i status:O seconds:f host:O error:O result_0:f result_1:f result_2:O result_3:O result_4:O
        0|computed|nan|0.0|0.0|no. 0|False|0.0-0.5j
        1|failed|java.lang.IllegalStateException: one, "two"|nan|nan|nan|nan|nan
        2|computed|nan|0.5|2.0|no. 2|True|2.0-0.5j
        3|computed|nan|0.75|3.0|no. 3|True|3.0-0.5j"""
            .stripIndent(),
        Judges.pandas(SHOWN, out));
    assertEquals(List.of("r.csv", "run"), names());
  }

  @Test
  void npyStacksResultsOfOneShape() {
    Path out = folder.resolve("r.npy");
    assertEquals("4 computations, 1 failed", export(run(ExportTest::row), out).toString());
    assertEquals(
        "float64 (4, 2) [[0.0, 0.5], [nan, nan], [2.0, 2.5], [3.0, 3.5]]",
        Judges.h5py(
            "import numpy as np, sys\na = np.load(sys.argv[1]); print(a.dtype, a.shape, a.tolist())",
            out));
  }

  @Test
  void npyOfWholeNumbersIsOfFloatsIfComputationsFailed() {
    Path out = folder.resolve("r.npy");
    export(run(ExportTest::whole), out);
    assertEquals(
        "float64 [0.0, nan, -2.0, -3.0]",
        Judges.h5py(
            "import numpy as np, sys\na = np.load(sys.argv[1]); print(a.dtype, a.tolist())", out));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"int32", "float32", "complex64", "bool", "float16"})
  void npyKeepsTheTypeIfAllIsComputed(String type) {
    Path out = folder.resolve("r.npy");
    Path run =
        switch (type) {
          case "int32" -> run(k -> new int[] {k});
          case "float32" -> run(k -> new float[] {k});
          case "bool" -> run(k -> new boolean[] {k > 1});
          case "complex64" ->
              stacked("(stack,1)", ResultType.COMPLEX64, k -> new Complex[] {new Complex(k, 1)});
          default -> stacked("(stack,1)", ResultType.FLOAT16, k -> new double[] {k});
        };
    export(run, out);
    assertEquals(
        type + " (4, 1)",
        Judges.h5py(
            "import numpy as np, sys\na = np.load(sys.argv[1]); print(a.dtype, a.shape)", out));
  }

  private <T> Path stacked(String shape, ResultType type, Fn1<Integer, T> function) {
    Path out = folder.resolve("run");
    try (var map =
        ParallelMap.over(each(0, 1, 2, 3))
            .map(function)
            .name("f")
            .outputDir(out)
            .resultShape(ResultShape.parse(shape))
            .resultType(type)
            .debug()
            .verbosity(Verbosity.QUIET)
            .build()) {
      map.compute();
    }
    return out;
  }

  @Test
  void ncNamesDimensionsAndMarksWhatIsMissing() {
    Path out = folder.resolve("r.nc");
    Path run =
        run(
            k -> {
              if (k == 1) {
                throw new IllegalStateException("one");
              }
              return Outputs.of(new double[] {k, 1, 2}, k, "no. " + k, new int[2][3]);
            });
    assertEquals("4 computations, 1 failed", export(run, out).toString());
    assertEquals(
        """
        result_0 float64 (4, 3) ['computation', 'result_0_dim_0'] True
        result_1 int32 (4,) ['computation'] True
        result_2 object (4,) ['computation'] True
        result_3 int32 (4, 2, 3) ['computation', 'result_3_dim_0', 'result_3_dim_1'] True
        [0, 1, 2, 3] [0, -2147483647, 2, 3] [-2147483647]
        ['no. 0', '', 'no. 2', 'no. 3'] ['computed', 'failed', 'computed', 'computed']
        [[0.0, 1.0, 2.0], [nan, nan, nan], [2.0, 1.0, 2.0], [3.0, 1.0, 2.0]]"""
            .stripIndent(),
        Judges.h5py(
            """
            import h5py, sys
            f = h5py.File(sys.argv[1])
            for k in range(4):
                d = f['result_%d' % k]
                print(d.name[1:], d.dtype, d.shape, [x[0].name[1:] for x in d.dims],
                      all(h5py.h5ds.is_attached(d.id, x[0].id, i) for i, x in enumerate(d.dims)))
            print(f['computation'][()].tolist(), f['result_1'][()].tolist(), f['result_1'].attrs['_FillValue'].tolist())
            print(f['result_2'].asstr()[()].tolist(), f['status'].asstr()[()].tolist())
            print(f['result_0'][()].tolist())
            """,
            out));
  }

  @Test
  void xarrayOpensDimensionsCoordinatesAndMarks() {
    Path out = folder.resolve("r.nc");
    export(
        run(
            k -> {
              if (k == 1) {
                throw new IllegalStateException("one");
              }
              return Outputs.of(new double[] {k, 1, 2}, k, "no. " + k, new int[2][3], k > 1);
            }),
        out);
    String script =
        """
        import xarray, sys
        ds = xarray.open_dataset(sys.argv[1], engine='netcdf4')
        print(dict(ds.sizes) if hasattr(ds, 'sizes') else dict(ds.dims))
        print(list(ds.coords), ds.computation.values.tolist())
        for name in ('result_0', 'result_1', 'result_2', 'result_3', 'result_4', 'seconds', 'status'):
            print(name, ds[name].dtype, ds[name].dims)
        print(ds.result_1.values.tolist(), ds.result_0.sel(computation=2).values.tolist())
        print(ds.result_0.isnull().values[:, 0].tolist(), ds.status.values.tolist())
        print(ds.seconds.attrs, float(ds.result_0.where(ds.status == 'computed').sum()))
        """;
    assertEquals(
        """
        {'computation': 4, 'result_0_dim_0': 3, 'result_3_dim_0': 2, 'result_3_dim_1': 3}
        ['computation'] [0, 1, 2, 3]
        result_0 float64 ('computation', 'result_0_dim_0')
        result_1 float64 ('computation',)
        result_2 object ('computation',)
        result_3 float64 ('computation', 'result_3_dim_0', 'result_3_dim_1')
        result_4 float32 ('computation',)
        seconds float64 ('computation',)
        status object ('computation',)
        [0.0, nan, 2.0, 3.0] [2.0, 1.0, 2.0]
        [False, True, False, False] ['computed', 'failed', 'computed', 'computed']
        {'units': 's'} 14.0"""
            .stripIndent(),
        Judges.xarray(script, out));
  }

  @Test
  void xarrayKnowsTruthValuesIfAllIsComputed() {
    Path out = folder.resolve("r.nc");
    export(run(k -> new boolean[] {k > 1, true}), out);
    assertEquals(
        "bool [[False, True], [False, True], [True, True], [True, True]]",
        Judges.xarray(
            "import xarray, sys\nd = xarray.open_dataset(sys.argv[1], engine='netcdf4')['result_0']\n"
                + "print(d.dtype, d.values.tolist())",
            out));
  }

  @Test
  void refusesWhatTheFormatCannotHold() {
    Path arrays = run(ExportTest::row);
    assertTrue(
        refusal(arrays, "r.csv").contains("return value 0 (result_0) is an array, float64 (2)"));
    assertTrue(refusal(arrays, "r.h5").contains("must end with .csv, .parquet, .npy or .nc"));
    assertTrue(refusal(arrays, "no/r.csv").contains("is not a writable directory"));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ragged|the result of computation 2 is float64 (2), that of computation 0 is float64 (0)",
        "several|computation 0 has 2 return values",
        "longs|1 computations have no results, and int64 has no value that says so",
        "failing|no computation has results",
        "complex|and netCDF has no complex numbers"
      })
  void refusesToStackWhatDoesNotFit(String kind, String words) {
    Path run =
        switch (kind) {
          case "ragged" -> run(k -> new double[k / 2 * 2]);
          case "several" -> run(k -> Outputs.of(k, k));
          case "longs" -> run(k -> (long) (k == 1 ? 1 / (k - 1) : k));
          case "complex" -> run(k -> new Complex(k, 1));
          default -> run(k -> 1 / (k - k));
        };
    String message = refusal(run, kind.equals("complex") ? "r.nc" : "r.npy");
    assertTrue(message.contains(words), message);
  }

  @Test
  void replacesAFileOnlyIfAsked() throws Exception {
    Path run = run(ExportTest::whole);
    Path out = Files.writeString(folder.resolve("r.csv"), "mine");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> export(run, out))
            .getMessage()
            .contains("r.csv exists; --overwrite replaces it"));
    assertEquals("mine", Files.readString(out));
    try (Results results = Results.open(run)) {
      results.export(out, Existing.REPLACE, Verbosity.QUIET);
    }
    assertEquals(5, Files.readAllLines(out).size());
    assertEquals(List.of("r.csv", "run"), names());
  }

  @Test
  void aFileThatIsMissingIsNamedAndNothingIsLeft() throws Exception {
    Path run = run(ExportTest::row);
    try (var payload = Files.walk(run)) {
      for (Path file : payload.filter(p -> p.toString().contains("_payload")).toList()) {
        if (Files.isRegularFile(file)) {
          Files.delete(file);
        }
      }
    }
    var failure = assertThrows(AcmeException.class, () -> export(run, folder.resolve("r.npy")));
    assertTrue(failure.getMessage().contains("f_payload"), failure.getMessage());
    assertArrayEquals(new String[] {"run"}, names().toArray());
  }
}
