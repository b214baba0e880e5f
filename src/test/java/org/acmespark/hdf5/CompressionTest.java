package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import ucar.nc2.NetcdfFile;

/** Chunks compressed in Java are those that the library would have written. */
class CompressionTest {
  @TempDir Path folder;

  private static Hdf5Value counting(ElementType type, long... shape) {
    long entries = Shapes.count(shape) * type.entriesPerElement();
    Object elements = type.newArray(Shapes.count(shape));
    for (int k = 0; k < entries; k++) {
      int number = k % 1009 % 100;
      if (elements instanceof boolean[] values) {
        values[k] = number % 3 == 0;
      } else if (elements instanceof byte[] values) {
        values[k] = (byte) number;
      } else if (elements instanceof short[] values) {
        values[k] = (short) number;
      } else if (elements instanceof int[] values) {
        values[k] = number;
      } else if (elements instanceof long[] values) {
        values[k] = number;
      } else if (elements instanceof float[] values) {
        values[k] = number;
      } else {
        ((double[]) elements)[k] = number;
      }
    }
    return Hdf5Value.flat(type, shape, elements);
  }

  @Test
  void thisMachineWritesRawChunks() {
    assertTrue(RawChunks.arePossible());
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void everyTypeIsReadBack(ElementType type) {
    Path file = folder.resolve("typed.h5");
    Hdf5Value value = counting(type, 3, 211, 997);
    try (var plain = Hdf5Writer.create(folder.resolve("plain.h5"));
        var writer = Hdf5Writer.create(file, new Compression(4))) {
      plain.write("x", value);
      plain.commit();
      writer.write("x", value);
      writer.commit();
    }

    try (var reader = Hdf5Reader.open(file)) {
      assertEquals(value, reader.read("x"));
    }
    Judges.h5py(
        """
        import sys, h5py
        plain, packed = (h5py.File(name, 'r')['x'] for name in sys.argv[1:])
        assert packed.compression == 'gzip' and packed.compression_opts == 4
        assert packed.shuffle == (packed.dtype.itemsize > 1)
        assert packed.chunks and (packed[()] == plain[()]).all()
        assert packed.id.get_storage_size() < plain.id.get_storage_size()
        """,
        folder.resolve("plain.h5"),
        file);
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
            new long[] {300_000},
            new long[] {1, 300_000},
            new long[] {700, 701},
            new long[] {3, 1, 400_000},
            new long[] {64, 64, 64},
            new long[] {200_000, 3})
        .map(shape -> Arguments.of((Object) shape));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyShapeIsReadBack(long[] shape) throws Exception {
    Path file = folder.resolve("shaped.h5");
    Hdf5Value value = counting(ElementType.FLOAT64, shape);
    try (var writer = Hdf5Writer.create(file, new Compression(1))) {
      writer.write("group/x", value);
      writer.commit();
    }

    try (var reader = Hdf5Reader.open(file)) {
      assertEquals(value, reader.read("group/x"));
    }
    try (NetcdfFile netcdf = NetcdfFile.open(file.toString())) {
      assertArrayEquals(
          (double[]) value.elements(),
          (double[]) netcdf.findVariable("group/x").read().copyTo1DJavaArray());
    }
    assertTrue(Judges.h5dump("-p", "-H", file).contains("COMPRESSION DEFLATE { LEVEL 1 }"));
    assertTrue(Files.size(file) < value.bytes() / 2);
  }

  @Test
  void noiseIsReadBackToo() {
    Path file = folder.resolve("noise.h5");
    double[] noise = new Random(5).doubles(400_000).toArray();
    try (var writer = Hdf5Writer.create(file, new Compression(9))) {
      writer.write("x", Hdf5Value.of(noise));
      writer.commit();
    }
    try (var reader = Hdf5Reader.open(file)) {
      assertArrayEquals(noise, (double[]) reader.read("x").toJava());
    }
  }

  @Test
  void smallValuesScalarsAndStringsAreLeftAsTheyAre() {
    Path file = folder.resolve("small.h5");
    String[] strings = new String[5000];
    Arrays.fill(strings, "text");
    try (var writer = Hdf5Writer.create(file, new Compression(9))) {
      writer.write("scalar", Hdf5Value.of(1.5));
      writer.write("small", Hdf5Value.of(new double[100]));
      writer.write("strings", Hdf5Value.of(strings));
      writer.write("empty", Hdf5Value.of(new double[0]));
      writer.commit();
    }
    Judges.h5py(
        """
        import sys, h5py
        f = h5py.File(sys.argv[1], 'r')
        assert all(f[name].compression is None for name in f)
        assert f['scalar'][()] == 1.5 and f['strings'].asstr()[4999] == 'text'
        """,
        file);
  }

  @Test
  void blocksThatDoNotFillChunksAndDatasetsThatGrowAreReadBack() {
    Path file = folder.resolve("grown.h5");
    try (var writer = Hdf5Writer.create(file, new Compression(2))) {
      writer.dataset(
          "x", ElementType.FLOAT32, new long[] {0, 0}, new long[] {-1, -1}, new long[] {4, 10});
      writer.writeBlock("x", new long[] {0, 0}, block(8, 13, 1));
      writer.writeBlock("x", new long[] {8, 0}, block(3, 13, 2));
      writer.writeBlock("x", new long[] {11, 0}, block(6, 25, 3));
      writer.writeBlock("x", new long[] {20, 20}, block(4, 10, 4));
      writer.commit();
    }
    Judges.h5py(
        """
        import sys, h5py, numpy as np
        x = h5py.File(sys.argv[1], 'r')['x']
        expected = np.full((24, 30), np.nan, 'f4')
        expected[0:8, 0:13] = 1
        expected[8:11, 0:13] = 2
        expected[11:17, 0:25] = 3
        expected[20:24, 20:30] = 4
        assert x.shape == (24, 30) and np.array_equal(x[()], expected, equal_nan=True)
        """,
        file);
  }

  private static Hdf5Value block(int rows, int columns, float number) {
    float[] elements = new float[rows * columns];
    Arrays.fill(elements, number);
    return Hdf5Value.flat(ElementType.FLOAT32, new long[] {rows, columns}, elements);
  }
}
