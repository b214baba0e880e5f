package org.acmespark;

import static org.acmespark.Args.each;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.export.Export.Existing;
import org.acmespark.export.Labels;
import org.acmespark.model.Outputs;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, units and coordinates of a netCDF file, as xarray reads them. */
class NetcdfLabelsTest {
  @TempDir Path folder;

  /** A potential of two channels and three times, a phase per channel, and a number. */
  private Path run() {
    return DebugRuns.into(
        folder.resolve("run"),
        ParallelMap.over(each(0, 1))
            .map(k -> Outputs.of(new double[][] {{k, 1, 2}, {3, 4, 5}}, new float[] {k, 1}, k)));
  }

  private Path export(Path run, Labels labels) {
    Path out = folder.resolve("out.nc");
    try (Results results = Results.open(run)) {
      results.export(out, Existing.REPLACE, Verbosity.QUIET, labels);
    }
    return out;
  }

  @Test
  void xarrayFindsNamesUnitsAndCoordinates() {
    Labels labels =
        Labels.NONE
            .variables("potential", "phase", "trial")
            .dimensions("channel", "time")
            .dimensionsOf("phase", "channel")
            .units("potential", "uV")
            .units("phase", "rad")
            .coordinate("channel", List.of("Fz", "Cz"))
            .coordinate("time", Args.linspace(0, 0.5, 3))
            .units("time", "s")
            .coordinate("computation", new int[] {10, 20})
            .units("computation", "Hz");
    assertEquals(
        """
        {'computation': 2, 'channel': 2, 'time': 3}
        ['channel', 'computation', 'time'] ['error', 'host', 'phase', 'potential', 'seconds', 'status', 'trial']
        ('computation', 'channel', 'time') uV ('computation', 'channel') rad ('computation',)
        [0.0, 0.25, 0.5] s ['Fz', 'Cz'] [10, 20] Hz
        [[3.0, 4.0, 5.0], [3.0, 4.0, 5.0]] 1.0""",
        Judges.xarray(
            """
            import xarray, sys
            ds = xarray.open_dataset(sys.argv[1], engine='netcdf4')
            print(dict(ds.sizes))
            print(sorted(ds.coords), sorted(ds.data_vars))
            print(ds.potential.dims, ds.potential.units, ds.phase.dims, ds.phase.units, ds.trial.dims)
            print(ds.time.values.tolist(), ds.time.units, ds.channel.values.tolist(),
                  ds.computation.values.tolist(), ds.computation.units)
            print(ds.potential.sel(channel='Cz').values.tolist(),
                  float(ds.phase.sel(computation=20, channel='Fz')))
            """,
            export(run(), labels)));
  }

  @Test
  void aUnitOfTheOnlyReturnValueNeedsNoName() {
    Path run =
        DebugRuns.into(
            folder.resolve("one"), ParallelMap.over(each(0, 1)).map(k -> new int[] {k, k}));
    assertEquals(
        "('computation', 'time') m s-1",
        Judges.xarray(
            "import xarray, sys\nv = xarray.open_dataset(sys.argv[1], engine='netcdf4').result_0\n"
                + "print(v.dims, v.units)",
            export(run, Labels.NONE.dimensions("time").units("m s-1"))));
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    Path run = run();
    Labels none = Labels.NONE;
    refuses(run, none.variables("a", "b"), "there are 3 return values, but 2 names");
    refuses(run, none.variables("a", "a", "b"), "two variables would have the name a");
    refuses(run, none.variables("a", "host", "b"), "the name host");
    refuses(run, none.dimensions("x"), "result_0 is float64 (2, 3), which has 2 dimensions");
    refuses(run, none.dimensions("x", "y"), "result_1 is float32 (2), which has 1 dimension,");
    refuses(run, none.dimensionsOf("result_2", "x"), "which has 0 dimensions, but 1 names");
    refuses(run, none.dimensionsOf("result_0", "x", "x"), "result_0 has two dimensions x");
    refuses(
        run,
        none.dimensionsOf("result_0", "y", "x").dimensionsOf("result_1", "x"),
        "dimension x has 3 elements in result_0 and 2 in result_1");
    refuses(run, none.dimensionsOf("result_1", "seconds"), "cannot be called seconds");
    refuses(run, none.dimensionsOf("power", "x"), "there is no return value power, but result_0");
    refuses(run, none.units("uV"), "as in result_0=uV");
    refuses(run, none.units("power", "uV"), "there is no return value or coordinate power");
    refuses(run, none.units("result_1_dim_0", "s"), "has a unit, but no coordinate");
    refuses(run, none.coordinate("time", new int[3]), "there is no dimension time");
    refuses(
        run,
        none.coordinate("computation", new int[3]),
        "dimension computation has 2 elements, but its coordinate has 3");
  }

  private void refuses(Path run, Labels labels, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> export(run, labels)).getMessage();
    assertTrue(message.contains(words), message);
    assertFalse(Files.exists(folder.resolve("out.nc")));
  }

  @Test
  void refusesLabelsForOtherFormatsAndWhatIsNoLabel() {
    try (Results results = Results.open(run())) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      results.export(
                          folder.resolve("out.csv"),
                          Existing.REFUSE,
                          Verbosity.QUIET,
                          Labels.NONE.units("uV")))
              .getMessage();
      assertTrue(message.contains("end with .nc"), message);
    }
    for (String name : List.of("", "a b", "a/b", "1st")) {
      assertThrows(IllegalArgumentException.class, () -> Labels.NONE.dimensions(name), () -> name);
    }
    for (Object values : List.of(3, new int[2][2], new boolean[2], List.of(List.of(1), 2))) {
      assertThrows(IllegalArgumentException.class, () -> Labels.NONE.coordinate("x", values));
    }
  }
}
