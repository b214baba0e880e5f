package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.Casting;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualDatasetsTest {
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void makeFolders() throws IOException {
    run = folder.resolve("run");
    Files.createDirectories(run.resolve("f_payload"));
  }

  private static long[] dims(long... lengths) {
    return lengths;
  }

  private void payload(String name, String dataset, Hdf5Value value) {
    try (Hdf5Writer writer = Hdf5Writer.create(run.resolve("f_payload/" + name))) {
      writer.write(dataset, value);
      writer.commit();
    }
  }

  private static Hdf5Value numbers(int first, long... shape) {
    double[] numbers = new double[(int) Shapes.count(shape)];
    Arrays.setAll(numbers, i -> first + i);
    return Hdf5Value.flat(ElementType.FLOAT64, shape, numbers);
  }

  /** All of a dataset in the payload, from {@code start} on in the virtual one. */
  private static VirtualLayout.Mapping whole(
      String file, String dataset, long[] shape, long[] start, long... count) {
    return new VirtualLayout.Mapping(
        "f_payload/" + file, dataset, shape, new long[shape.length], shape, start, count);
  }

  /** The container, in a folder that has been moved since. */
  private Path moved(String path, VirtualLayout layout) throws IOException {
    try (Hdf5Writer writer = Hdf5Writer.create(run.resolve("f.h5"))) {
      writer.virtual(path, layout);
      writer.commit();
    }
    return Files.move(run, folder.resolve("moved")).resolve("f.h5");
  }

  @Test
  void rowsOfAnUnlimitedDatasetComeFromSeveralFilesInAMovedFolder() throws IOException {
    List<VirtualLayout.Mapping> mappings = new ArrayList<>();
    for (int row = 0; row < 200; row += 50) {
      if (row != 100) {
        payload("f_" + row + ".h5", "rows", numbers(row * 15_000, 50, 15_000));
      }
      long[] shape = {50, 15_000};
      if (row != 150) {
        mappings.add(whole("f_" + row + ".h5", "rows", shape, dims(row, 0), shape));
      }
    }
    VirtualLayout layout =
        new VirtualLayout(ElementType.FLOAT64, dims(200, 15_000), dims(200, -1), mappings);
    Path file = moved("result_0", layout);
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        d = h5py.File(sys.argv[1])['result_0']
        assert d.shape == (200, 15000) and d.maxshape == (200, None), (d.shape, d.maxshape)
        assert d.is_virtual and d.dtype == np.float64
        assert np.array_equal(d[:100], np.arange(1500000.0).reshape(100, 15000))
        assert np.isnan(d[100:]).all()
        """,
        file);
    assertTrue(Judges.h5dump("-p", "-H", file).contains("( 200, 15000 ) / ( 200, H5S_UNLIMITED )"));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(numbers(0, 100, 15_000), reader.read("result_0", dims(0, 0), dims(100, 15_000)));
      assertTrue(Double.isNaN(((double[]) reader.read("result_0").elements())[150 * 15_000]));
      Node node = reader.node("result_0");
      assertTrue(node.virtual());
      assertArrayEquals(dims(200, -1), node.maxShape());
      assertEquals(
          List.of("f_payload/f_0.h5", "f_payload/f_50.h5", "f_payload/f_100.h5"),
          node.virtualSources());
    }
  }

  @Test
  void theStackingDimensionMayBeTheLast() throws IOException {
    payload("f_0-2.h5", "block", numbers(0, 2, 3, 3));
    payload("f_3-4.h5", "block", numbers(100, 2, 3, 2));
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.FLOAT64,
            dims(2, 3, 6),
            dims(2, 3, 6),
            List.of(
                whole("f_0-2.h5", "block", dims(2, 3, 3), dims(0, 0, 0), 2, 3, 3),
                whole("f_3-4.h5", "block", dims(2, 3, 2), dims(0, 0, 3), 2, 3, 2)));
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        d = h5py.File(sys.argv[1])['deep/result_0'][()]
        assert np.array_equal(d[:, :, :3], np.arange(18.0).reshape(2, 3, 3))
        assert np.array_equal(d[:, :, 3:5], np.arange(100.0, 112).reshape(2, 3, 2))
        assert np.isnan(d[:, :, 5]).all()
        """,
        moved("deep/result_0", layout));
  }

  @Test
  void sourcesMayHaveFewerDimensionsAndBeScalars() throws IOException {
    payload("f_0.h5", "result_0", numbers(0, 2, 3));
    payload("f_1.h5", "result_0", numbers(10, 5, 3));
    payload("f_2.h5", "result_0", Hdf5Value.of(7.0));
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.FLOAT64,
            dims(3, 2, 3),
            dims(3, 2, 3),
            List.of(
                whole("f_0.h5", "result_0", dims(2, 3), dims(0, 0, 0), 1, 2, 3),
                new VirtualLayout.Mapping(
                    "f_payload/f_1.h5",
                    "result_0",
                    dims(5, 3),
                    dims(3, 0),
                    dims(2, 3),
                    dims(1, 0, 0),
                    dims(1, 2, 3)),
                whole("f_2.h5", "result_0", dims(), dims(2, 1, 2), 1, 1, 1),
                whole("f_2.h5", "result_0", dims(0, 3), dims(2, 0, 0), 1, 0, 3)));
    Path file = moved("result_0", layout);
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        d = h5py.File(sys.argv[1])['result_0'][()]
        assert np.array_equal(d[0], np.arange(6.0).reshape(2, 3))
        assert np.array_equal(d[1], np.arange(19.0, 25).reshape(2, 3))
        assert d[2, 1, 2] == 7 and np.isnan(d[2]).sum() == 5
        """,
        file);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(numbers(19, 1, 2, 3), reader.read("result_0", dims(1, 0, 0), dims(1, 2, 3)));
    }
  }

  @Test
  void everyTypeIsReadBackWithItsFill() throws IOException {
    try (Hdf5Writer container = Hdf5Writer.create(run.resolve("f.h5"))) {
      for (ElementType type : ElementType.values()) {
        if (type != ElementType.STRING) {
          Hdf5Value ones = Casting.to(type, Hdf5Value.of(new byte[] {1, 0, 1}));
          payload(type.numpyName() + ".h5", "result_0", ones);
          VirtualLayout.Mapping mapping =
              whole(type.numpyName() + ".h5", "result_0", dims(3), dims(0, 0), 1, 3);
          VirtualLayout layout = new VirtualLayout(type, dims(2, 3), dims(-1, 3), List.of(mapping));
          container.virtual(type.numpyName(), layout);
        }
      }
      container.commit();
    }
    Path file = Files.move(run, folder.resolve("moved")).resolve("f.h5");
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        assert len(f) == 14
        for name, d in f.items():
            assert d.dtype == np.dtype(name) and d.is_virtual, name
            assert np.array_equal(d[0], [1, 0, 1]), (name, d[0])
            assert (np.isnan(d[1]) if d.dtype.kind in 'fc' else d[1] == 0).all(), (name, d[1])
        """,
        file);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      for (String name : reader.children("/")) {
        ElementType type = reader.node(name).type().orElseThrow();
        assertEquals(
            Casting.to(type, Hdf5Value.of(new byte[][] {{1, 0, 1}})),
            reader.read(name, dims(0, 0), dims(1, 3)));
        assertEquals(
            Hdf5Value.flat(type, dims(1, 3), Fill.array(type, 3)),
            reader.read(name, dims(1, 0), dims(1, 3)));
      }
    }
  }

  @Test
  void percentSignsInNamesAreNoPatterns() throws IOException {
    payload("100%b.h5", "50%", numbers(1, 3));
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.FLOAT64,
            dims(3),
            dims(3),
            List.of(whole("100%b.h5", "50%", dims(3), dims(0), 3)));
    Path file = moved("result_0", layout);
    Judges.h5py(
        "import h5py, sys; assert list(h5py.File(sys.argv[1])['result_0'][()]) == [1, 2, 3]", file);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(numbers(1, 3), reader.read("result_0"));
      assertEquals(List.of("f_payload/100%b.h5"), reader.node("result_0").virtualSources());
    }
  }

  @Test
  void stringsFromOtherFilesAreRead() throws IOException {
    payload("f_0.h5", "result_0", Hdf5Value.of(new String[] {"ä", "b"}));
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.STRING,
            dims(3),
            dims(3),
            List.of(whole("f_0.h5", "result_0", dims(2), dims(0), 2)));
    Path file = moved("result_0", layout);
    Judges.h5py(
        """
        import h5py, sys
        d = h5py.File(sys.argv[1])['result_0']
        assert [s.decode() for s in d[()]] == ['ä', 'b', ''], d[()]
        """,
        file);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertArrayEquals(new String[] {"ä", "b", ""}, (String[]) reader.read("result_0").toJava());
    }
  }

  @Test
  void refusesMappingsThatReachOutsideOrDoNotMatch() {
    refused("(3)", () -> whole("f.h5", "a", dims(3), dims(0), 2));
    refused(
        "source f.h5",
        () -> new VirtualLayout.Mapping("f.h5", "a", dims(3), dims(2), dims(2), dims(0), dims(2)));
    VirtualLayout.Mapping three = whole("f.h5", "a", dims(3), dims(1), 3);
    refused(
        "the virtual dataset of shape (3)",
        () -> new VirtualLayout(ElementType.INT8, dims(3), dims(3), List.of(three)));
    refused("maxShape (2)", () -> new VirtualLayout(ElementType.INT8, dims(3), dims(2), List.of()));
  }

  private static void refused(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aSourceThatIsOpenAlreadyIsStillRead() throws IOException {
    payload("f_0.h5", "rows", numbers(1, 2, 3));
    long[] shape = {2, 3};
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.FLOAT64,
            shape,
            shape,
            List.of(whole("f_0.h5", "rows", shape, dims(0, 0), shape)));
    Path file = moved("result_0", layout);
    try (Hdf5Reader source = Hdf5Reader.open(file.resolveSibling("f_payload/f_0.h5"));
        Hdf5Reader container = Hdf5Reader.open(file)) {
      assertEquals(numbers(1, 2, 3), source.read("rows"));
      assertEquals(numbers(1, 2, 3), container.read("result_0"));
    }
  }

  @Test
  void tellsItsBlocks() throws IOException {
    VirtualLayout layout =
        new VirtualLayout(
            ElementType.INT16,
            dims(5, 3),
            dims(5, -1),
            List.of(
                whole("f_0%.h5", "rows", dims(2, 3), dims(0, 0), 2, 3),
                whole("f_4.h5", "row", dims(3), dims(4, 0), 1, 3)));
    try (Hdf5Reader reader = Hdf5Reader.open(moved("result_0", layout))) {
      List<VirtualLayout.Mapping> blocks = reader.mappings("result_0").orElseThrow();
      assertEquals(2, blocks.size());
      assertEquals("f_payload/f_0%.h5", blocks.get(0).file());
      assertArrayEquals(dims(2, 3), blocks.get(0).sourceCount());
      assertEquals("row", blocks.get(1).dataset());
      assertArrayEquals(dims(3), blocks.get(1).sourceCount());
      assertArrayEquals(dims(4, 0), blocks.get(1).start());
      assertArrayEquals(dims(1, 3), blocks.get(1).count());
    }
  }
}
