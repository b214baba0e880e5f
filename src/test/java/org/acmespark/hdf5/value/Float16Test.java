package org.acmespark.hdf5.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Random;
import org.acmespark.Judges;
import org.acmespark.hdf5.Hdf5Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Float16Test {
  @TempDir Path folder;

  @Test
  void everyHalfSurvivesTheWayToFloatAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.value((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, Float16.bits(value));
      }
    }
  }

  @Test
  void roundsAsNumpyDoes() {
    Random random = new Random(1);
    double[] values = new double[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() * Math.pow(2, random.nextInt(50) - 30);
    }
    // Ties, the edge of overflow, subnormals, and a double that rounding through float gets wrong.
    double[] edges = {
      0.0,
      -0.0,
      65504,
      65519.99,
      65520,
      -1e9,
      0x1p-24,
      0x1p-25,
      0x1.8p-25,
      0x1.0000001p-25,
      2049,
      2051,
      1 + 0x1p-11,
      1 + 0x1p-11 + 0x1p-40,
      Double.NaN,
      Double.NEGATIVE_INFINITY,
      5e-324
    };
    System.arraycopy(edges, 0, values, 0, edges.length);
    short[] bits = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float16.bits(values[i]);
    }
    Path file = folder.resolve("half.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("double", Hdf5Value.of(values));
      writer.write("half", Hdf5Value.flat(ElementType.FLOAT16, new long[] {bits.length}, bits));
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        assert f['half'].dtype == np.float16, f['half'].dtype
        with np.errstate(over='ignore'):
            np.testing.assert_array_equal(f['half'][()], f['double'][()].astype(np.float16))
        """,
        file);
  }
}
