package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5ReaderTest {
  @TempDir Path folder;

  private Path write(String name, Consumer<Hdf5Writer> content) {
    Path file = folder.resolve(name);
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      content.accept(writer);
      writer.commit();
    }
    return file;
  }

  private Path h5py(String name, String lines) {
    Path file = folder.resolve(name);
    Judges.h5py("import h5py, numpy as np, sys\nf = h5py.File(sys.argv[1], 'w')\n" + lines, file);
    return file;
  }

  @Test
  void listsChildrenInTheOrderTheyWereMade() {
    List<String> made = List.of("b", "comp_10", "comp_2", "a");
    Path file = write("order.h5", writer -> made.forEach(writer::group));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(made, reader.children("/"));
    }
  }

  @Test
  void listsChildrenInNaturalOrderIfTheFileKnowsNoOther() {
    Path file = h5py("natural.h5", "for i in [10, 1, 2, 100]: f.create_group(f'comp_{i}')");
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(List.of("comp_1", "comp_2", "comp_10", "comp_100"), reader.children("/"));
    }
  }

  @Test
  void listsThousandsOfChildren() {
    Path file =
        write(
            "many.h5",
            writer -> IntStream.range(0, 3000).forEach(i -> writer.link("comp_" + i, "x.h5", "/")));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(
          IntStream.range(0, 3000).mapToObj(i -> "comp_" + i).toList(), reader.children("/"));
    }
  }

  @Test
  void readsPartsOfADataset() {
    Path file = write("parts.h5", w -> w.write("a", Hdf5Value.of(new int[][] {{1, 2}, {3, 4}})));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      Hdf5Value column = reader.read("a", new long[] {0, 1}, new long[] {2, 1});
      assertArrayEquals(new int[][] {{2}, {4}}, (int[][]) column.toJava());
      Hdf5Value none = reader.read("a", new long[] {2, 0}, new long[] {0, 2});
      assertArrayEquals(new long[] {0, 2}, none.shape());
      IllegalArgumentException outside =
          assertThrows(
              IllegalArgumentException.class,
              () -> reader.read("a", new long[] {1, 0}, new long[] {2, 2}));
      assertTrue(outside.getMessage().contains("(2, 2)"), outside.getMessage());
    }
  }

  @Test
  void readsDatasetsThatAreCutIntoBlocks() {
    double[][] rows = new double[3][700_000];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < rows[row].length; i++) {
        rows[row][i] = row * 1e6 + i;
      }
    }
    Path file = write("large.h5", writer -> writer.write("a", Hdf5Value.of(rows)));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(Hdf5Value.of(rows), reader.read("a"));
      double[][] part =
          (double[][]) reader.read("a", new long[] {1, 5}, new long[] {2, 600_000}).toJava();
      assertEquals(1e6 + 5, part[0][0]);
      assertEquals(2e6 + 600_004, part[1][599_999]);
    }
  }

  @Test
  void readsWhatH5pyWrites() {
    Path file =
        h5py(
            "h5py.h5",
            """
            f['big_endian'] = np.array([1, 2], dtype='>i4')
            f['fixed'] = np.array([b'ab', b'c'], dtype='S4')
            f['bool'] = np.array([True, False])
            f['complex'] = np.array([1 + 2j])
            f['half'] = np.array([0.5], dtype='f2')
            f['gzip'] = f.create_dataset('z', data=np.arange(1000.), compression='gzip', shuffle=True)
            f['null'] = h5py.Empty('f8')
            f.create_dataset('grows', (2, 3), maxshape=(None, 3), dtype='u2')
            f['enum'] = f.create_dataset('e', data=[1], dtype=h5py.enum_dtype({'A': 1}, basetype='i2'))
            f['vlen'] = f.create_dataset('v', (1,), dtype=h5py.vlen_dtype('i4'))
            f.attrs['text'] = 'ü'
            f.attrs['reference'] = f['bool'].ref
            """);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertArrayEquals(new int[] {1, 2}, (int[]) reader.read("big_endian").toJava());
      assertArrayEquals(new String[] {"ab", "c"}, (String[]) reader.read("fixed").toJava());
      assertEquals(Hdf5Value.of(new boolean[] {true, false}), reader.read("bool"));
      assertEquals(ElementType.COMPLEX128, reader.read("complex").type());
      assertArrayEquals(new float[] {0.5f}, (float[]) reader.read("half").toJava());
      assertEquals(999.0, ((double[]) reader.read("gzip").toJava())[999]);
      assertArrayEquals(new long[] {0}, reader.read("null").shape());
      assertArrayEquals(new short[] {1}, (short[]) reader.read("enum").toJava());
      Node grows = reader.node("grows");
      assertArrayEquals(new long[] {-1, 3}, grows.maxShape());
      assertEquals("uint16", grows.typeName());
      assertEquals("enum", reader.node("enum").typeName());
      assertEquals(Optional.empty(), reader.node("vlen").type());
      assertEquals("sequences of int32", reader.node("vlen").typeName());
      Hdf5Exception vlen = assertThrows(Hdf5Exception.class, () -> reader.read("vlen"));
      assertTrue(vlen.getMessage().contains("sequences of int32"), vlen.getMessage());
      assertEquals("ü", reader.node("/").attributes().get("text").toJava());
      assertFalse(reader.node("/").attributes().containsKey("reference"));
    }
  }

  @Test
  void tellsGroupsDatasetsLinksAndBrokenLinksApart() {
    write("f_0.h5", writer -> writer.write("result_0", Hdf5Value.of(new double[5])));
    Path file =
        write(
            "links.h5",
            writer -> {
              writer.group("here");
              writer.link("there", "f_0.h5", "/");
              writer.link("gone", "f_1.h5", "/");
              writer.link("not_in_it", "f_0.h5", "/result_9");
            });
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(Node.Kind.GROUP, reader.node("/").kind());
      assertEquals(Optional.empty(), reader.node("here").externalLink());
      Node there = reader.node("there");
      assertEquals(Node.Kind.GROUP, there.kind());
      assertEquals(Optional.of(new Node.Link("f_0.h5", "/")), there.externalLink());
      Node result = reader.node("there/result_0");
      assertEquals(Node.Kind.DATASET, result.kind());
      assertEquals(Optional.of(ElementType.FLOAT64), result.type());
      assertArrayEquals(new long[] {5}, result.shape());
      assertEquals(40, result.storageBytes());
      assertEquals(Node.Kind.BROKEN_LINK, reader.node("gone").kind());
      assertEquals(Optional.of(new Node.Link("f_1.h5", "/")), reader.node("gone").externalLink());
      assertEquals(Node.Kind.BROKEN_LINK, reader.node("not_in_it").kind());
      assertTrue(reader.exists("there/result_0"));
      assertFalse(reader.exists("gone"));
      assertFalse(reader.exists("gone/result_0"));
      assertFalse(reader.exists("nothing/at/all"));
      Hdf5Exception gone = assertThrows(Hdf5Exception.class, () -> reader.read("gone/result_0"));
      assertTrue(gone.getMessage().contains("f_1.h5"), gone.getMessage());
    }
  }

  @Test
  void namesTheSourcesOfAVirtualDataset() {
    write("s_0.h5", writer -> writer.write("d", Hdf5Value.of(new double[] {1, 2})));
    write("s_1.h5", writer -> writer.write("d", Hdf5Value.of(new double[] {3, 4})));
    Path file =
        h5py(
            "virtual.h5",
            """
            layout = h5py.VirtualLayout((2, 2), 'f8')
            for i in range(2): layout[i] = h5py.VirtualSource(f's_{i}.h5', 'd', (2,))
            f.create_virtual_dataset('all', layout, fillvalue=np.nan)
            """);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      Node all = reader.node("all");
      assertTrue(all.virtual());
      assertEquals(List.of("s_0.h5", "s_1.h5"), all.virtualSources());
      double[][] rows = {{1, 2}, {3, 4}};
      assertArrayEquals(rows, (double[][]) reader.read("all").toJava());
    }
  }

  @Test
  void saysClearlyWhyAFileCannotBeOpened() throws IOException {
    Path missing = folder.resolve("missing.h5");
    Path text = Files.writeString(folder.resolve("text.h5"), "not HDF5");
    opensNot(missing, "no such file");
    opensNot(text, "signature");
    opensNot(folder, "folder");
  }

  private static void opensNot(Path file, String reason) {
    String message = assertThrows(Hdf5Exception.class, () -> Hdf5Reader.open(file)).getMessage();
    assertTrue(message.startsWith(file.toString()) && message.contains(reason), message);
  }

  @Test
  void opensFilesWhoseNamesAreNotAscii() throws IOException {
    Assumptions.assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "in this locale Java itself has no such file names");
    Path odd = Files.createDirectories(folder.resolve("Übung 世界"));
    try (Hdf5Writer writer = Hdf5Writer.create(odd.resolve("ergebnis-ß.h5"))) {
      writer.write("größe", Hdf5Value.of(1));
      writer.commit();
    }
    try (Hdf5Reader reader = Hdf5Reader.open(odd.resolve("ergebnis-ß.h5"))) {
      assertEquals(List.of("größe"), reader.children("/"));
      assertEquals(1, reader.read("größe").toJava());
    }
    Path emoji = folder.resolve("\ud83d\ude00.h5");
    Hdf5Exception refused = assertThrows(Hdf5Exception.class, () -> Hdf5Writer.create(emoji));
    assertTrue(refused.getMessage().contains("U+FFFF"), refused.getMessage());
  }

  @Test
  void ordersNamesAsPeopleDo() {
    NaturalOrder order = new NaturalOrder();
    assertTrue(order.compare("comp_2", "comp_10") < 0);
    assertTrue(order.compare("a", "a1") < 0);
    assertTrue(order.compare("a01", "a1") < 0);
    assertTrue(order.compare("b", "a10") > 0);
  }

  /** An id that is left open would keep its file open. */
  @Test
  void leavesNothingOpenWhateverFails() throws Exception {
    Path file = folder.resolve("left.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("a/x", Hdf5Value.of(new double[] {1, 2}));
      writer.write("text", Hdf5Value.of("t"));
      writer.link("broken", "nosuch.h5", "/");
      writer.commit();
    }
    long before = openIds();
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      reader.node("a/x");
      reader.node("broken");
      reader.read("text");
      assertFalse(reader.exists("broken/x"));
      assertTrue(reader.hasMember("broken"));
      assertFalse(reader.hasMember("b/x"));
      assertEquals("nosuch.h5", reader.externalLink("broken").orElseThrow().file());
      assertThrows(Hdf5Exception.class, () -> reader.read("a"));
      assertThrows(Hdf5Exception.class, () -> reader.children("broken"));
      assertThrows(Hdf5Exception.class, () -> reader.mappings("a"));
      assertThrows(
          IllegalArgumentException.class, () -> reader.read("a/x", new long[] {1}, new long[] {2}));
    }
    assertEquals(before, openIds());
  }

  private static long openIds() {
    synchronized (H5.class) {
      return H5.H5Fget_obj_count(HDF5Constants.H5F_OBJ_ALL, HDF5Constants.H5F_OBJ_ALL);
    }
  }

  @Test
  void readsNumberedDatasetsOnlyWhereNothingElseIs() {
    Path file =
        h5py(
            "numbered.h5",
            """
            f["whole/result_0"] = 2.5
            f["whole/result_1"] = "text"
            f["later/result_1"] = [1, 2]
            f["more/result_0"] = 1
            f["more/note"] = 1
            f["large/result_0"] = np.zeros(200_000)
            layout = h5py.VirtualLayout((3,), "f8")
            layout[:] = h5py.VirtualSource("missing.h5", "x", (3,))
            f.create_virtual_dataset("virtual/result_0", layout)
            """);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      List<Hdf5Value> whole = reader.readNumbered("/whole", "result_", 0).orElseThrow();
      assertEquals(List.of(2.5, "text"), whole.stream().map(Hdf5Value::toJava).toList());
      assertEquals(1, reader.readNumbered("later", "result_", 1).orElseThrow().size());
      for (String group : List.of("later", "more", "large", "virtual", "absent")) {
        assertEquals(Optional.empty(), reader.readNumbered(group, "result_", 0), group);
      }
      assertEquals("text", reader.readSmall("whole/result_1").orElseThrow().toJava());
      assertEquals(1L, reader.readSmall("/more/result_0").orElseThrow().toJava());
      for (String path :
          List.of("large/result_0", "virtual/result_0", "whole", "absent/result_0")) {
        assertEquals(Optional.empty(), reader.readSmall(path), path);
      }
    }
  }
}
