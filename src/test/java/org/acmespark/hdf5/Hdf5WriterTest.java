package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5WriterTest {
  private static final String SAME_VALUES =
      """
      import h5py, numpy as np, sys
      f = h5py.File(sys.argv[1])
      def same(name, dtype, value):
          d = f['every/' + name]
          want = np.array(value, dtype=dtype)
          assert d.dtype == want.dtype, (name, d.dtype)
          assert d.shape == want.shape, (name, d.shape)
          assert np.array_equal(d[()], want), (name, d[()])
          a = f['every'].attrs[name]
          assert np.array_equal(a, want), (name, a)
      same('int8', 'i1', -8)
      same('int16', 'i2', [-16, 16])
      same('int32', 'i4', [[1, 2, 3], [4, 5, 6]])
      same('int64', 'i8', 2**62)
      same('uint8', 'u1', [255])
      same('uint16', 'u2', [65535])
      same('uint32', 'u4', [2**32 - 1])
      same('uint64', 'u8', [2**64 - 1])
      same('float16', 'f2', [1.0, -0.5])
      same('float32', 'f4', [[[1.5]]])
      same('float64', 'f8', 0.1)
      same('bool', '?', [True, False])
      same('bool_scalar', '?', True)
      same('complex64', 'c8', [1+2j])
      same('complex128', 'c16', [[1+2j], [3-4j]])
      same('complex_scalar', 'c16', 0.5j)
      same('empty', 'f8', np.zeros((0,)))
      same('empty_rows', 'i4', np.zeros((3, 0)))
      assert f['every/string'][()].decode() == 'Grüße, 世界 \\U0001F600', f['every/string'][()]
      assert [s.decode() for s in f['every/strings'][()]] == ['a', '', 'ü']
      assert h5py.check_string_dtype(f['every/strings'].dtype).encoding == 'utf-8'
      assert h5py.check_string_dtype(f['every/strings'].dtype).length is None
      assert f['every/no_strings'].shape == (0,)
      assert f['every'].attrs['string'] == 'Grüße, 世界 \\U0001F600'
      assert list(f['every'].attrs['strings']) == ['a', '', 'ü']
      """;

  @TempDir Path folder;

  private Path everyValue() {
    Path file = folder.resolve("every.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.group("every");
      EveryValue.BY_NAME.forEach(
          (name, value) -> {
            writer.write("every/" + name, value);
            writer.attribute("every", name, value);
          });
      writer.commit();
    }
    return file;
  }

  @Test
  void h5pyReadsEveryTypeOfValueInDatasetsAndAttributes() {
    Judges.h5py(SAME_VALUES, everyValue());
  }

  @Test
  void h5dumpSeesGroupsAndTypes() {
    String dump = Judges.h5dump("-p", everyValue());
    assertTrue(dump.contains("GROUP \"every\""));
    assertTrue(dump.contains("H5T_IEEE_F64LE"));
    assertTrue(dump.contains("CSET H5T_CSET_UTF8"));
    assertTrue(dump.contains("STRSIZE H5T_VARIABLE"));
    assertTrue(dump.contains("H5T_IEEE_F64LE \"r\""));
    assertTrue(dump.contains("( 3, 0 ) / ( 3, 0 )"));
    assertTrue(dump.contains("(0,0): 1, 2, 3,"));
  }

  @Test
  void ourReaderGivesBackWhatWasWritten() {
    try (Hdf5Reader reader = Hdf5Reader.open(everyValue())) {
      EveryValue.BY_NAME.forEach(
          (name, value) -> assertEquals(value, reader.read("every/" + name), name));
      assertEquals(EveryValue.BY_NAME, reader.node("every").attributes());
      assertEquals(List.copyOf(EveryValue.BY_NAME.keySet()), reader.children("every"));
    }
  }

  @Test
  void anImageIsTheSameFile() throws IOException {
    Path file = folder.resolve("image.h5");
    try (Hdf5Writer writer = Hdf5Writer.inMemory()) {
      writer.group("every");
      EveryValue.BY_NAME.forEach(
          (name, value) -> {
            writer.write("every/" + name, value);
            writer.attribute("every", name, value);
          });
      writer.write("large", Hdf5Value.of(new double[300_000]));
      Files.write(file, writer.image());
    }
    Judges.h5py(SAME_VALUES + "assert f['large'].shape == (300000,)", file);
  }

  @Test
  void largeArraysWrittenAroundTheLockLieWhereTheyBelong() {
    Path file = folder.resolve("large.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      for (int i = 0; i < 3; i++) {
        double[] array = new double[200_000];
        Arrays.setAll(array, k -> k * 0.5);
        array[0] = i;
        writer.write("comp_" + i + "/result_0", Hdf5Value.of(array));
        writer.write("comp_" + i + "/result_1", Hdf5Value.of(i));
        boolean[] flags = new boolean[1_500_000];
        flags[i] = true;
        writer.write("comp_" + i + "/result_2", Hdf5Value.of(flags));
      }
      assertEquals(3 * (1_600_000 + 4 + 1_500_000), writer.bytes());
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        for i in range(3):
            want = np.arange(200000) * 0.5
            want[0] = i
            assert np.array_equal(f[f'comp_{i}/result_0'][()], want)
            assert f[f'comp_{i}/result_1'][()] == i
            flags = f[f'comp_{i}/result_2'][()]
            assert flags.dtype == bool and flags.sum() == 1 and flags[i]
        """,
        file);
  }

  @Test
  void writersOnSeveralThreadsDoNotDisturbEachOther() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                try (Hdf5Writer writer = Hdf5Writer.create(folder.resolve(number + ".h5"))) {
                  for (int i = 0; i < 200; i++) {
                    writer.write("comp_" + i + "/result_0", Hdf5Value.of(number * 1000 + i));
                    if (i % 50 == 0) {
                      double[] large = new double[150_000];
                      Arrays.fill(large, number);
                      writer.write("comp_" + i + "/result_1", Hdf5Value.of(large));
                    }
                  }
                  writer.commit();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Judges.h5py(
        """
        import h5py, sys
        for t in range(4):
            f = h5py.File(f'{sys.argv[1]}/{t}.h5')
            assert len(f) == 200
            for i in range(200):
                assert f[f'comp_{i}/result_0'][()] == t * 1000 + i
            assert (f['comp_150/result_1'][()] == t).all()
        """,
        folder);
  }

  @Test
  void aRelativeExternalLinkSurvivesMovingTheFolder() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run/f_payload")).getParent();
    try (Hdf5Writer payload = Hdf5Writer.create(run.resolve("f_payload/f_0.h5"))) {
      payload.write("result_0", Hdf5Value.of(18));
      payload.commit();
    }
    try (Hdf5Writer container = Hdf5Writer.create(run.resolve("f.h5"))) {
      container.link("comp_0", "f_payload/f_0.h5", "/");
      container.link("deep/comp_1", "f_payload/f_1.h5", "/comp_1");
      container.commit();
    }
    Path moved = Files.move(run, folder.resolve("moved"));
    Judges.h5py(
        "import h5py, sys; assert h5py.File(sys.argv[1])['comp_0']['result_0'][()] == 18",
        moved.resolve("f.h5"));
    assertTrue(Judges.h5dump("-d", "/comp_0/result_0", moved.resolve("f.h5")).contains("(0): 18"));
    try (Hdf5Reader reader = Hdf5Reader.open(moved.resolve("f.h5"))) {
      assertEquals(18, reader.read("comp_0/result_0").toJava());
    }
  }

  @Test
  void copiesGroupsAndDatasetsOfOtherFiles() {
    Path first = folder.resolve("first.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(first)) {
      for (int i = 0; i < 3; i++) {
        writer.write("comp_" + i + "/result_0", Hdf5Value.of(i));
        writer.write("comp_" + i + "/result_1", Hdf5Value.of(new String[] {"s" + i}));
      }
      writer.attribute("comp_1", "note", Hdf5Value.of("kept"));
      writer.commit();
    }
    Path merged = folder.resolve("merged.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(merged)) {
      for (int i = 2; i >= 0; i--) {
        writer.copy(first, "comp_" + i, "comp_" + (10 + i));
      }
      writer.copy(first, "/", "all");
      writer.copy(first, "comp_2/result_0", "deep/down/two");
      writer.write("comp_11/result_2", Hdf5Value.of(true));
      assertTrue(writer.bytes() > 0);
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, sys
        f = h5py.File(sys.argv[1])
        assert [f[f'comp_1{i}/result_0'][()] for i in range(3)] == [0, 1, 2]
        assert f['comp_12/result_1'][0] == b's2' and f['all/comp_1/result_1'][0] == b's1'
        assert f['comp_11'].attrs['note'] == 'kept' and f['comp_11/result_2'][()]
        assert f['deep/down/two'][()] == 2
        """,
        merged);
  }

  @Test
  void leavesNothingWithoutCommit() {
    Path file = folder.resolve("discarded.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("result_0", Hdf5Value.of(new double[200_000]));
      assertTrue(Files.exists(file));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void refusesToCommitAfterAFailedWrite() {
    Path file = folder.resolve("failed.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("result_0", Hdf5Value.of(1));
      Hdf5Exception twice =
          assertThrows(Hdf5Exception.class, () -> writer.write("result_0", Hdf5Value.of(2)));
      assertTrue(twice.getMessage().startsWith(file.toString()), twice.getMessage());
      assertTrue(twice.getMessage().contains("already exists"), twice.getMessage());
      assertThrows(Hdf5Exception.class, writer::commit);
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void doesNotTouchAFileThatExists() throws IOException {
    Path file = Files.writeString(folder.resolve("precious.h5"), "precious");
    Hdf5Exception exists = assertThrows(Hdf5Exception.class, () -> Hdf5Writer.create(file));
    assertTrue(exists.getMessage().contains("File exists"), exists.getMessage());
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void namesTheReasonIfTheFolderIsMissing() {
    Path file = folder.resolve("nowhere/f.h5");
    Hdf5Exception missing = assertThrows(Hdf5Exception.class, () -> Hdf5Writer.create(file));
    assertTrue(missing.getMessage().contains(file.toString()), missing.getMessage());
    assertTrue(missing.getMessage().contains("No such file or directory"), missing.getMessage());
  }

  @Test
  void refusesPathsThatAreNotNamesJoinedBySlashes() {
    try (Hdf5Writer writer = Hdf5Writer.inMemory()) {
      for (String path : List.of("", "/", "a//b", "../a", "a/.", "a/")) {
        assertThrows(
            IllegalArgumentException.class, () -> writer.write(path, Hdf5Value.of(1)), path);
      }
      writer.write("/a/b", Hdf5Value.of(1));
    }
  }

  @Test
  void refusesUseAfterClose() {
    Hdf5Writer writer = Hdf5Writer.create(folder.resolve("done.h5"));
    writer.commit();
    writer.close();
    assertThrows(IllegalStateException.class, () -> writer.write("a", Hdf5Value.of(1)));
    assertThrows(IllegalStateException.class, writer::commit);
    assertTrue(Files.exists(folder.resolve("done.h5")));
  }
}
