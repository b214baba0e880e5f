package org.acmespark.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.acmespark.Judges;

/** A user's function with large results, {@code com.example.Ramp::ramp}, and their judge. */
final class Ramps {
  private static final String SOURCE =
      """
      package com.example;

      public final class Ramp {
        public static double[] ramp(int value, int length) throws Exception {
          Thread.sleep(%s);
          double[] values = new double[length];
          for (int k = 0; k < length; k++) {
            values[k] = value + k / 1e7;
          }
          return values;
        }
      }
      """;

  private static final String JUDGE =
      """
      import h5py, sys, numpy as np
      n, length = int(sys.argv[2]), int(sys.argv[3])
      with h5py.File(sys.argv[1]) as f:
          k = np.arange(length) / 1e7
          for i in range(n):
              row = f['result_0'][i] if 'result_0' in f else f[f'comp_{i}/result_0'][()]
              assert row.shape == (length,) and (row == i + k).all(), i
          print(len(f))
      """;

  private Ramps() {}

  /** A jar with the function, whose calls take at least so long. */
  static Path jar(Path folder, Duration each) throws IOException {
    return UserJar.of(folder, "com.example.Ramp", SOURCE.formatted(each.toMillis()));
  }

  /** Checks all ramps in a container in h5py, and returns how many objects are in its root. */
  static int judge(Object container, int n, int length) {
    return Integer.parseInt(Judges.h5py(JUDGE, container, n, length));
  }
}
