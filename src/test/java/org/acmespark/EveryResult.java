package org.acmespark;

import java.util.Arrays;
import java.util.List;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultType;
import org.apache.commons.math3.complex.Complex;
import ucar.ma2.Array;
import ucar.ma2.DataType;

/** A result of every type that HDF5 holds; {@code judge_matrix.py} expects the same. */
final class EveryResult {
  private EveryResult() {}

  static Outputs of(int i) {
    boolean even = i % 2 == 0;
    double[][][] cube = new double[2][3][4];
    Arrays.stream(cube).flatMap(Arrays::stream).forEach(row -> Arrays.fill(row, i));
    return Outputs.of(
        (byte) (i % 100 - 50),
        (short) -i,
        i * 1000,
        i - (1L << 62),
        i + 0.5f,
        i / 3.0,
        even,
        "no. " + i + ", 世界",
        new Complex(i, -0.5),
        new byte[] {(byte) (i % 100), -1},
        new short[] {(short) i, (short) -i, 0},
        new int[] {i, i + 1, i + 2, i + 3, i + 4},
        new long[] {i},
        new float[] {i, 0.25f},
        new double[] {i, Double.NaN, Double.POSITIVE_INFINITY, -0.0},
        new boolean[] {true, even},
        new String[] {"größe " + i, "", "\ud83d\ude00"},
        new Complex[] {new Complex(i, -1), new Complex(0.5, i)},
        new int[][] {{i, 1, 2}, {3, 4, 5}},
        cube,
        new Boolean[][] {{even}, {true}},
        List.of((double) i, i + 0.5),
        List.of(List.of(i, 2), List.of(3, 4)),
        List.of("a", "b" + i),
        Array.factory(DataType.FLOAT, new int[] {1, 2}, new float[] {i, 2.5f}),
        new double[0],
        new int[3][0],
        ramp(i));
  }

  /** Large enough to be compressed where that is asked for. */
  private static double[] ramp(int i) {
    double[] ramp = new double[2500];
    Arrays.setAll(ramp, k -> i + k / 8.0);
    return ramp;
  }

  /** A row of a stacked dataset of shape {@code (2, stack)}, and a value beside it. */
  static Outputs row(ResultType type, int i) {
    Object row =
        switch (type) {
          case BOOL -> new boolean[] {i % 2 == 0, true};
          case COMPLEX64, COMPLEX128 -> new Complex[] {new Complex(i, 0.5), new Complex(1, -i)};
          default -> new double[] {i % 100, 7};
        };
    return Outputs.of(row, "further " + i);
  }

  /** A row of a stacked dataset of shape {@code (stack, inf)}; some have length 0. */
  static Outputs ragged(ResultType type, int i) {
    int length = i % 4;
    Object row =
        switch (type) {
          case BOOL -> {
            boolean[] truths = new boolean[length];
            Arrays.fill(truths, i % 2 == 1);
            yield truths;
          }
          case COMPLEX64, COMPLEX128 -> {
            Complex[] numbers = new Complex[length];
            Arrays.fill(numbers, new Complex(i, -1));
            yield numbers;
          }
          default -> {
            double[] numbers = new double[length];
            Arrays.fill(numbers, i % 100);
            yield numbers;
          }
        };
    return Outputs.of(row, "further " + i);
  }
}
