package org.acmespark.hdf5.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.acmespark.Judges;
import org.acmespark.hdf5.EveryValue;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.input.SliceReader.Way;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ucar.ma2.Array;
import ucar.ma2.DataType;
import ucar.ma2.InvalidRangeException;
import ucar.nc2.NetcdfFileWriter;
import ucar.nc2.Variable;

class SliceReaderTest {
  private static final int[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

  @TempDir Path folder;

  private SliceReader ours() {
    Path file = folder.resolve("ours.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      EveryValue.BY_NAME.forEach((name, value) -> writer.write("every/" + name, value));
      writer.write("data", Hdf5Value.of(ROWS));
      double[] large = new double[200_000];
      large[199_999] = 7;
      writer.write("large", Hdf5Value.of(large));
      for (int i = 0; i < 20; i++) {
        writer.write("comp_" + i + "/result_0", Hdf5Value.of(i * 0.5));
      }
      writer.commit();
    }
    return SliceReader.open(file.toString());
  }

  private Path h5py(String options, String lines) {
    Path file = folder.resolve("h5py.h5");
    Judges.h5py(
        "import h5py, numpy as np, sys\nf = h5py.File(sys.argv[1], 'w'%s)\n%s"
            .formatted(options, lines),
        file);
    return file;
  }

  @Test
  void netcdfJavaReadsWhatOurWriterWrites() {
    List<String> native_ =
        List.of("float16", "complex64", "complex128", "complex_scalar", "empty", "empty_rows");
    try (SliceReader reader = ours()) {
      EveryValue.BY_NAME.forEach(
          (name, value) -> {
            String path = "every/" + name;
            if (!native_.contains(name) && !name.equals("no_strings")) {
              assertEquals(Way.NETCDF_JAVA, reader.way(path), name);
            }
            long[] shape = reader.shape(path);
            assertEquals(value.type(), reader.type(path), name);
            assertEquals(value, reader.read(path, new long[shape.length], shape), name);
          });
      assertEquals(Way.NATIVE, reader.way("every/float16"));
      assertEquals(Way.NATIVE, reader.way("every/complex128"));
    }
  }

  @Test
  void netcdfJavaReadsGroupsThatRememberTheOrderOfTheirMembers() {
    try (SliceReader reader = ours()) {
      for (int i = 0; i < 20; i++) {
        String path = "comp_" + i + "/result_0";
        assertEquals(Way.NETCDF_JAVA, reader.way(path));
        assertEquals(i * 0.5, reader.read(path, new long[0], new long[0]).toJava());
      }
      Hdf5Value end = reader.read("large", new long[] {199_999}, new long[] {1});
      assertEquals(Way.NETCDF_JAVA, reader.way("large"));
      assertArrayEquals(new double[] {7}, (double[]) end.toJava());
    }
  }

  @Test
  void leavesStandardOutputToResults() {
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      try (SliceReader reader = ours()) {
        assertEquals(Way.NATIVE, reader.way("every/float16"));
      }
    } finally {
      System.setOut(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertFalse(text.contains("SKIPPING") || text.contains("makeVariable"), text);
  }

  @Test
  void dropsTheAxisOfASlice() {
    try (SliceReader reader = ours()) {
      assertArrayEquals(new int[] {4, 5, 6}, (int[]) reader.slice("data", 0, 1).toJava());
      assertArrayEquals(new int[] {3, 6}, (int[]) reader.slice("/data", 1, 2).toJava());
      assertEquals(Way.NETCDF_JAVA, reader.way("data"));
    }
  }

  @Test
  void readsSuperblock3Natively() {
    Path file = h5py(", libver='latest'", "f['data'] = np.array([[1, 2, 3], [4, 5, 6]], 'i4')");
    try (SliceReader reader = SliceReader.open(file.toString())) {
      assertEquals(Way.NATIVE, reader.way("data"));
      assertArrayEquals(new int[] {3, 6}, (int[]) reader.slice("data", 1, 2).toJava());
    }
  }

  @Test
  void readsBehindExternalLinksNatively() {
    ours().close();
    Path container = folder.resolve("container.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(container)) {
      writer.link("in", "ours.h5", "/");
      writer.commit();
    }
    try (SliceReader reader = SliceReader.open(container.toString())) {
      assertEquals(Way.NATIVE, reader.way("in/data"));
      assertArrayEquals(new int[] {1, 4}, (int[]) reader.slice("in/data", 1, 0).toJava());
    }
  }

  @Test
  void readsVirtualDatasetsNativelyAndRefusesThemIfASourceIsMissing() throws IOException {
    ours().close();
    Path file =
        h5py(
            "",
            """
            layout = h5py.VirtualLayout((2, 3), 'i4')
            layout[:] = h5py.VirtualSource('ours.h5', 'data', (2, 3))
            f.create_virtual_dataset('all', layout, fillvalue=-1)
            """);
    try (SliceReader reader = SliceReader.open(file.toString())) {
      assertEquals(Way.NATIVE, reader.way("all"));
      assertArrayEquals(new int[] {4, 5, 6}, (int[]) reader.slice("all", 0, 1).toJava());
    }
    // The sources lie beside the file, not beside the link.
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("link.h5"), file);
    try (SliceReader reader = SliceReader.open(link.toString())) {
      assertArrayEquals(new int[] {4, 5, 6}, (int[]) reader.slice("all", 0, 1).toJava());
    }
    Files.delete(folder.resolve("ours.h5"));
    try (SliceReader reader = SliceReader.open(file.toString())) {
      for (int attempt = 0; attempt < 2; attempt++) {
        Hdf5Exception missing = assertThrows(Hdf5Exception.class, () -> reader.slice("all", 0, 1));
        assertTrue(missing.getMessage().contains("ours.h5"), missing.getMessage());
      }
    }
  }

  @Test
  void readsH5pyChunksTypesAndFilters() {
    Path file =
        h5py(
            "",
            """
            z = f.create_dataset('zip', (100, 40), 'f4', chunks=(7, 40), compression='gzip', shuffle=True)
            z[...] = np.arange(4000).reshape(100, 40)
            f.create_dataset('sparse', (10, 4), 'i2', chunks=(5, 4), fillvalue=3)[5:] = 1
            f.create_dataset('lzf', data=np.arange(10), chunks=(5,), compression='lzf')
            f['fixed'] = np.array(['ü'.encode(), b'b'], dtype=h5py.string_dtype('utf-8', 4))
            f['unsigned'] = np.array([[200], [100]], 'u1')
            """);
    try (SliceReader reader = SliceReader.open(file.toString())) {
      assertEquals(Way.NETCDF_JAVA, reader.way("zip"));
      float[] row = (float[]) reader.slice("zip", 0, 50).toJava();
      assertEquals(2039f, row[39]);
      assertArrayEquals(new short[] {3, 3, 3, 3}, (short[]) reader.slice("sparse", 0, 0).toJava());
      assertArrayEquals(new short[] {1, 1, 1, 1}, (short[]) reader.slice("sparse", 0, 9).toJava());
      assertEquals(Way.NATIVE, reader.way("fixed"));
      assertEquals("ü", reader.slice("fixed", 0, 0).toJava());
      assertEquals(ElementType.UINT8, reader.type("unsigned"));
      assertArrayEquals(new short[] {200}, (short[]) reader.slice("unsigned", 0, 0).toJava());
      // No reader of ours has this filter: an error, not wrong numbers.
      Hdf5Exception filter = assertThrows(Hdf5Exception.class, () -> reader.slice("lzf", 0, 0));
      assertTrue(filter.getMessage().contains("lzf"), filter.getMessage());
    }
  }

  @Test
  void readsClassicNetcdf() throws IOException, InvalidRangeException {
    String file = folder.resolve("classic.nc").toString();
    NetcdfFileWriter writer = NetcdfFileWriter.createNew(NetcdfFileWriter.Version.netcdf3, file);
    writer.addDimension(null, "row", 2);
    writer.addDimension(null, "column", 3);
    Variable data = writer.addVariable(null, "data", DataType.INT, "row column");
    writer.create();
    writer.write(data, Array.factory(ROWS));
    writer.close();
    try (SliceReader reader = SliceReader.open(file)) {
      assertEquals(Way.NETCDF_JAVA, reader.way("data"));
      assertArrayEquals(new int[] {2, 5}, (int[]) reader.slice("data", 1, 1).toJava());
      assertThrows(IllegalArgumentException.class, () -> reader.shape("nothing"));
    }
  }

  @Test
  void aMissingDatasetIsRefusedWithTheNamesOfThoseThereAre() {
    try (SliceReader reader = ours()) {
      IllegalArgumentException missing =
          assertThrows(IllegalArgumentException.class, () -> reader.shape("dato"));
      assertTrue(missing.getMessage().contains("ours.h5"), missing.getMessage());
      assertTrue(missing.getMessage().contains("dato"), missing.getMessage());
      assertTrue(missing.getMessage().contains("data"), missing.getMessage());
    }
  }

  @Test
  void refusesAxesAndIndicesThatAreNotThere() {
    try (SliceReader reader = ours()) {
      assertThrows(IllegalArgumentException.class, () -> reader.slice("data", 2, 0));
      assertThrows(IllegalArgumentException.class, () -> reader.slice("data", -1, 0));
      assertThrows(IllegalArgumentException.class, () -> reader.slice("data", 0, 2));
      assertThrows(
          IllegalArgumentException.class,
          () -> reader.read("data", new long[] {0}, new long[] {1}));
    }
  }

  @Test
  void saysClearlyWhyAFileCannotBeOpened() throws IOException {
    Path text = Files.writeString(folder.resolve("text.h5"), "not HDF5");
    assertTrue(
        assertThrows(Hdf5Exception.class, () -> SliceReader.open(text.toString()))
            .getMessage()
            .contains("neither"));
    assertTrue(
        assertThrows(Hdf5Exception.class, () -> SliceReader.open(folder + "/none.h5"))
            .getMessage()
            .contains("no such file"));
  }

  @Test
  void threadsMayShareAReader() throws InterruptedException {
    List<Integer> sums = new ArrayList<>();
    try (SliceReader reader = ours()) {
      List<Thread> threads =
          IntStream.range(0, 4)
              .mapToObj(
                  t ->
                      new Thread(
                          () -> {
                            for (int i = 0; i < 50; i++) {
                              String path = i % 2 == 0 ? "data" : "every/complex128";
                              reader.slice(path, 0, i / 2 % 2);
                            }
                            synchronized (sums) {
                              sums.add(t);
                            }
                          }))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(4, sums.size());
  }
}
