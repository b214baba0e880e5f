package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir private Path run;
  private Path container;

  @BeforeEach
  void writeARunOfTwoComputations() throws Exception {
    Files.createDirectory(run.resolve("f_payload"));
    container = run.resolve("f.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(container)) {
      for (int i = 0; i < 2; i++) {
        writer.link("/comp_" + i, "f_payload/f_" + i + ".h5", "/");
        try (Hdf5Writer payload = Hdf5Writer.create(run.resolve("f_payload/f_" + i + ".h5"))) {
          payload.write("/result_0", Hdf5Value.of(18.0 + 6 * i));
          payload.write("/result_1", Hdf5Value.of(new int[] {i, 2, 3}));
          payload.write("/result_2", Hdf5Value.of(new double[10][100]));
          payload.write("/name", Hdf5Value.of("größe"));
          payload.commit();
        }
      }
      writer.commit();
    }
  }

  @Test
  void showsShapesTypesAndSizesThroughLinks() {
    assertEquals(
        """
        f.h5
        ├─ comp_0 -> f_payload/f_0.h5:/
        │  ├─ result_0  float64 ()  8 B
        │  ├─ result_1  int32 (3,)  12 B
        │  ├─ result_2  float64 (10, 100)  7.8 KiB
        │  └─ name  str ()
        └─ comp_1 -> f_payload/f_1.h5:/
           ├─ result_0  float64 ()  8 B
           ├─ result_1  int32 (3,)  12 B
           ├─ result_2  float64 (10, 100)  7.8 KiB
           └─ name  str ()
        """,
        Inspection.of(container).tree());
  }

  @Test
  void showsValuesOfSmallDatasetsIfAsked() {
    List<String> lines = Inspection.of(container).withValues().tree().lines().toList();
    assertEquals("│  ├─ result_0  float64 ()  8 B  = 18.0", lines.get(2));
    assertEquals("│  ├─ result_1  int32 (3,)  12 B  = [0, 2, 3]", lines.get(3));
    assertEquals("│  ├─ result_2  float64 (10, 100)  7.8 KiB", lines.get(4));
    assertTrue(lines.get(5).endsWith("  = größe"), lines.get(5));
  }

  @Test
  void findsTheContainerInARunDirectory() throws Exception {
    assertEquals(Inspection.of(container).tree(), Inspection.of(run).tree());
    Files.copy(container, run.resolve("g.h5"));
    refuses(run, "several .h5 files");
    refuses(run.resolve("f_payload").resolve("nosuch"), "there is no such file");
    refuses(Files.createDirectory(run.resolve("empty")), "no .h5 file");
  }

  @Test
  void namesBrokenLinks() throws Exception {
    Files.delete(run.resolve("f_payload/f_1.h5"));
    String tree = Inspection.of(container).tree();
    assertTrue(
        tree.endsWith("└─ comp_1 -> f_payload/f_1.h5:/  BROKEN LINK: its target is not there\n"),
        tree);
  }

  @Test
  void showsWhichRowsOfAStackedDatasetHoldResults() {
    Path stacked = run.resolve("stacked.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(stacked)) {
      long[] shape = {3, 2};
      writer.dataset("result_0", ElementType.INT8, shape, new long[] {3, -1}, shape);
      writer.attribute("result_0", "valid", Hdf5Value.of(new boolean[] {true, false, true}));
      writer.commit();
    }
    assertEquals(
        "└─ result_0  int8 (3, 2) of (3, unlimited)  6 B  valid 2 of 3 (not 1)  chunks (3, 2)",
        Inspection.of(stacked).tree().lines().toList().get(1));
  }

  @Test
  void showsTwentyMembersUnlessAllAreAskedFor() {
    Path many = run.resolve("many.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(many)) {
      for (int i = 0; i < 25; i++) {
        writer.write("/comp_" + i + "/result_0", Hdf5Value.of(i));
      }
      writer.commit();
    }
    String some = Inspection.of(many).tree();
    assertTrue(some.contains("comp_19") && !some.contains("comp_20"), some);
    assertTrue(some.endsWith("└─ ... and 5 more (--all shows them)\n"), some);
    String all = Inspection.of(many).withAllMembers().tree();
    assertEquals(25, all.lines().filter(line -> line.contains("─ comp_")).count());
    assertTrue(all.contains("└─ comp_24\n   └─ result_0  int32 ()  4 B\n"), all);
  }

  @Test
  void stopsTwelveLevelsDownSinceGroupsMayHoldThemselves() {
    Path deep = run.resolve("deep.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(deep)) {
      writer.write("/g".repeat(12) + "/x", Hdf5Value.of(1));
      writer.commit();
    }
    String tree = Inspection.of(deep).tree();
    assertEquals(12, tree.lines().filter(line -> line.endsWith("─ g")).count());
    assertTrue(tree.endsWith("└─ ... (deeper than is shown)\n"), tree);
  }

  @Test
  void saysThatAFileIsNoHdf5() throws Exception {
    Path text = Files.writeString(run.resolve("notes.txt"), "no HDF5");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Inspection.of(text).tree()).getMessage();
    assertTrue(
        message.contains("notes.txt is neither an HDF5, a netCDF nor an .npy file"), message);
  }

  @Test
  void showsWhatCanBeReadBesideWhatCannot() {
    Path some = run.resolve("some.h5");
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1], 'w')
        f.create_dataset('a', data=np.ones(3), compression='lzf')
        f['b'] = [1.5]
        t = f.create_dataset('t', (2,), h5py.vlen_dtype('f8')); t[0] = [1.0]
        """,
        some);
    List<String> lines = Inspection.of(some).withValues().tree().lines().toList();
    assertTrue(
        lines.get(1).contains("UNREADABLE: ") && lines.get(1).contains("/a: "), lines.get(1));
    assertEquals("├─ b  float64 (1,)  8 B  = [1.5]", lines.get(2));
    assertTrue(lines.get(3).startsWith("└─ t  sequences of float64 (2,)"), lines.get(3));
  }

  @Test
  void showsVariablesOfNetcdf3() {
    Path classic = run.resolve("classic.nc");
    Judges.scipy(
        """
        import sys, numpy as np
        from scipy.io import netcdf_file
        f = netcdf_file(sys.argv[1], 'w')
        f.createDimension('time', None); f.createDimension('x', 2); f.createDimension('n', 5)
        v = f.createVariable('t', 'f4', ('time', 'x')); v[:] = [[1, 2], [3, 4], [5, 6]]
        w = f.createVariable('names', 'S1', ('x', 'n'))
        w[:] = np.array([list('left\\0'), list('right')], 'S1')
        s = f.createVariable('gain', 'f8', ('x',)); s[:] = [2.5, 3.5]
        f.close()
        """,
        classic);
    assertEquals(
        """
        classic.nc  (netCDF-3)
        ├─ names  str (2,)  = [left, right]
        ├─ gain  float64 (2,)  16 B  = [2.5, 3.5]
        └─ t  float32 (3, 2) of (unlimited, 2)  24 B  = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        """,
        Inspection.of(classic).withValues().tree());
    assertEquals("right", ((String[]) Datasets.read(classic.toString(), "names"))[1]);
  }

  private static void refuses(Path path, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Inspection.of(path)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
