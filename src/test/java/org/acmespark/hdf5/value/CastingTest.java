package org.acmespark.hdf5.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.acmespark.Judges;
import org.acmespark.hdf5.Hdf5Writer;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastingTest {
  @TempDir Path folder;

  private static Object cast(ElementType type, Object value) {
    return Casting.to(type, Hdf5Value.of(value)).toJava();
  }

  private static void refused(ElementType type, Object value, String... parts) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> cast(type, value)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void everyHalfSurvivesTheWayThroughWiderFloats() {
    short[] bits = new short[1 << 16];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (short) i;
    }
    Hdf5Value halves = Hdf5Value.flat(ElementType.FLOAT16, new long[] {bits.length}, bits);
    for (ElementType wide : List.of(ElementType.FLOAT32, ElementType.FLOAT64)) {
      Hdf5Value back = Casting.to(ElementType.FLOAT16, Casting.to(wide, halves));
      short[] backBits = (short[]) back.elements();
      for (int i = 0; i < bits.length; i++) {
        if (Float.isNaN(Float16.value(bits[i]))) {
          assertTrue(Float.isNaN(Float16.value(backBits[i])));
        } else {
          assertEquals(bits[i], backBits[i]);
        }
      }
    }
  }

  @Test
  void numpyCastsAlike() {
    Random random = new Random(3);
    double[] doubles = random.doubles(4000, -40_000, 40_000).toArray();
    double[] small = random.doubles(4000, 0, 127.99).toArray();
    long[] longs = random.longs(4000).toArray();
    Path file = folder.resolve("cast.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("doubles", Hdf5Value.of(doubles));
      writer.write("small", Hdf5Value.of(small));
      writer.write("longs", Hdf5Value.of(longs));
      Hdf5Value unsigned =
          Hdf5Value.flat(ElementType.UINT64, new long[] {longs.length}, longs.clone());
      writer.write("unsigned", unsigned);
      for (ElementType type : ElementType.values()) {
        String name = "/" + type.numpyName();
        if (type == ElementType.STRING || type == ElementType.BOOL) {
          continue;
        }
        writer.write("small_as" + name, Casting.to(type, Hdf5Value.of(small)));
        boolean floats = type.name().startsWith("FLOAT") || type.name().startsWith("COMPLEX");
        if (floats) {
          writer.write("doubles_as" + name, Casting.to(type, Hdf5Value.of(doubles)));
        }
        if (floats && type != ElementType.FLOAT16) {
          writer.write("longs_as" + name, Casting.to(type, Hdf5Value.of(longs)));
          writer.write("unsigned_as" + name, Casting.to(type, unsigned));
        }
      }
      writer.commit();
    }
    String count =
        Judges.h5py(
            """
            import h5py, numpy as np, sys
            f = h5py.File(sys.argv[1])
            compared = 0
            for source in ('doubles', 'small', 'longs', 'unsigned'):
                for name, d in f[source + '_as'].items():
                    want = f[source][()].astype(name)
                    assert d.dtype == want.dtype, (name, d.dtype)
                    assert np.array_equal(d[()], want), (source, name)
                    compared += 1
            print(compared)
            """,
            file);
    assertEquals("26", count);
  }

  @Test
  void fractionsAreCutOff() {
    assertEquals(3, cast(ElementType.INT32, 3.7));
    assertEquals(-3, cast(ElementType.INT32, -3.7));
    assertEquals((short) 0, cast(ElementType.UINT8, -0.5));
    assertEquals(0L, cast(ElementType.UINT64, -0.5));
    assertEquals(true, cast(ElementType.BOOL, 1.0));
    assertEquals(false, cast(ElementType.BOOL, 0));
    assertEquals(1.0, cast(ElementType.FLOAT64, true));
  }

  @Test
  void whatIsOutsideTheRangeIsRefusedByElementAndType() {
    refused(ElementType.INT8, new int[] {1, 2, 300}, "element 2 ", "300", "int8");
    refused(ElementType.UINT8, -1, "-1", "uint8");
    refused(ElementType.UINT8, 256.0, "256.0", "uint8");
    refused(ElementType.UINT64, -1L, "-1", "uint64");
    refused(ElementType.UINT64, 0x1p64, "uint64");
    refused(ElementType.INT64, 0x1p63, "int64");
    refused(ElementType.INT32, Double.NaN, "NaN", "int32");
    refused(ElementType.INT32, Double.POSITIVE_INFINITY, "Infinity", "int32");
    refused(ElementType.BOOL, 2, "2", "bool");
    refused(ElementType.BOOL, 0.5, "0.5", "bool");
    refused(ElementType.BOOL, Double.NaN, "NaN", "bool");
    refused(ElementType.FLOAT16, new double[] {0, 65520}, "element 1 ", "65520.0", "float16");
    refused(ElementType.FLOAT32, 1e39, "1.0E39", "float32");
    Complex[] complex = {Complex.ONE, new Complex(0, 1e39)};
    refused(ElementType.COMPLEX64, complex, "element 1 ", "1.0E39", "complex64");
    refused(ElementType.FLOAT64, Complex.ONE, "complex", "float64");
    refused(ElementType.FLOAT64, "1", "str", "float64");
    refused(ElementType.STRING, 1, "int32", "str");
  }

  @Test
  void theGreatestNumbersOfEachTypeFit() {
    assertEquals(Byte.MIN_VALUE, cast(ElementType.INT8, -128.9));
    assertEquals(Long.MIN_VALUE, cast(ElementType.INT64, -0x1p63));
    assertEquals(Long.MAX_VALUE - 1023, cast(ElementType.INT64, 0x1.fffffffffffffp62));
    assertEquals(65504f, cast(ElementType.FLOAT16, 65519.99));
    assertEquals(Float.POSITIVE_INFINITY, cast(ElementType.FLOAT16, Double.POSITIVE_INFINITY));
    assertEquals(Float.NaN, cast(ElementType.FLOAT16, Double.NaN));
    Hdf5Value most = Casting.to(ElementType.UINT64, Hdf5Value.of(0x1.fffffffffffffp63));
    assertEquals(-2048L, ((long[]) most.elements())[0]);
    assertEquals(0x1p64, Casting.to(ElementType.FLOAT64, uint64(-1)).toJava());
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Casting.to(ElementType.INT64, uint64(-1)))
            .getMessage();
    assertTrue(message.contains("18446744073709551615"), message);
  }

  private static Hdf5Value uint64(long bits) {
    return Hdf5Value.flat(ElementType.UINT64, new long[0], new long[] {bits});
  }

  @Test
  void shapesStayAndRealNumbersBecomeComplex() {
    Hdf5Value matrix =
        Casting.to(ElementType.COMPLEX64, Hdf5Value.of(new int[][] {{1, 2}, {3, 4}}));
    assertEquals("complex64 (2, 2)", matrix.toString());
    assertTrue(Arrays.equals(new float[] {1, 0, 2, 0, 3, 0, 4, 0}, (float[]) matrix.elements()));
    assertEquals(new Complex(1, -2), cast(ElementType.COMPLEX64, new Complex(1, -2)));
    Hdf5Value same = Hdf5Value.of(new double[3]);
    assertSame(same, Casting.to(ElementType.FLOAT64, same));
  }
}
