package org.acmespark.hdf5.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.acmespark.Judges;
import org.acmespark.hdf5.EveryValue;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values as bytes, and bytes as datasets. */
class ValueBytesTest {
  @TempDir Path folder;

  private static byte[] bytes(Hdf5Value value) throws IOException {
    var out = new ByteArrayOutputStream();
    ValueBytes.write(value, out);
    return out.toByteArray();
  }

  private static Hdf5Value read(byte[] bytes) throws IOException {
    var in = new ByteArrayInputStream(bytes);
    ValueBytes.Head head = ValueBytes.readHead(in);
    Hdf5Value value = ValueBytes.readElements(head.type(), head.shape(), in);
    assertEquals(0, in.available());
    return value;
  }

  @Test
  void giveEveryValueBack() throws IOException {
    for (Map.Entry<String, Hdf5Value> named : EveryValue.BY_NAME.entrySet()) {
      assertEquals(named.getValue(), read(bytes(named.getValue())), named.getKey());
    }
    double[] large = new double[100_001];
    Arrays.setAll(large, k -> k / 7.0);
    assertEquals(Hdf5Value.of(large), read(bytes(Hdf5Value.of(large))));
  }

  @Test
  void sayWhereTheyEndEarly() throws IOException {
    for (Hdf5Value value : EveryValue.BY_NAME.values()) {
      byte[] whole = bytes(value);
      for (int end = 0; end < whole.length; end++) {
        byte[] part = Arrays.copyOf(whole, end);
        assertThrows(IOException.class, () -> read(part));
      }
    }
    assertThrows(IOException.class, () -> read(new byte[] {99, 0}));
  }

  @Test
  void streamedElementsMakeADatasetBesideOthers() throws IOException {
    Path file = folder.resolve("streamed.h5");
    byte[] bytes = bytes(Hdf5Value.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
    int head = 2 + 2 * Long.BYTES;
    try (var writer = Hdf5Writer.create(file)) {
      var first = writer.stream("a/first", ElementType.FLOAT64, new long[] {2, 3});
      first.write(ByteBuffer.wrap(bytes, head, 13));
      writer.write("a/second", Hdf5Value.of(7));
      var flags = writer.stream("flags", ElementType.BOOL, new long[] {3});
      flags.write(ByteBuffer.wrap(new byte[] {1, 0, 1}));
      writer.stream("none", ElementType.INT8, new long[] {0, 4});
      first.write(ByteBuffer.wrap(bytes, head + 13, 6 * Double.BYTES - 13));
      writer.attribute("a/first", "many", Hdf5Value.of(new double[20_000]));
      writer.commit();
    }

    Judges.h5py(
        """
        import sys, h5py, numpy as np
        f = h5py.File(sys.argv[1])
        d = f['a/first']
        assert (d[()] == [[1, 2, 3], [4, 5, 6]]).all() and d.dtype == 'f8' and np.isnan(d.fillvalue)
        assert d.chunks is None and d.attrs['many'].shape == (20000,)
        assert f['a/second'][()] == 7 and f['none'].shape == (0, 4)
        assert f['flags'].dtype == bool and list(f['flags']) == [True, False, True]
        """,
        file);
    try (var reader = Hdf5Reader.open(file)) {
      assertEquals(Hdf5Value.of(new double[][] {{1, 2, 3}, {4, 5, 6}}), reader.read("a/first"));
    }
  }

  @Test
  void aStreamThatLacksBytesIsNeverCommitted() throws IOException {
    Path file = folder.resolve("short.h5");
    try (var writer = Hdf5Writer.create(file)) {
      var stream = writer.stream("d", ElementType.INT32, new long[] {3});
      stream.write(ByteBuffer.allocate(11));
      assertThrows(IllegalArgumentException.class, () -> stream.write(ByteBuffer.allocate(2)));
      assertThrows(IllegalStateException.class, writer::commit);
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void stringsAreNoStream() {
    try (var writer = Hdf5Writer.create(folder.resolve("strings.h5"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.stream("d", ElementType.STRING, new long[] {3}));
    }
  }
}
