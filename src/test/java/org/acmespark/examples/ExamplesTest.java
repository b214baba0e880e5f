package org.acmespark.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.acmespark.model.Computation;
import org.acmespark.model.Outputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {
  @Test
  void walkthroughAddsAndMultiplies() {
    assertEquals(18, Walkthrough.f(2, 4, 3));
    assertEquals(36, Walkthrough.f(8, 4, 3));
  }

  @Test
  void randoutDividesPositiveNumbersAndMultipliesOthers() {
    assertEquals(2, Randout.randout(6, 3));
    assertEquals(-18, Randout.randout(-6, 3));
    assertEquals(0, Randout.randout(0, 3));
  }

  @Test
  void matconstructLeavesOutOneColumnOfTheCorrelations() {
    // Row 1 is twice row 0 (correlation 1), row 2 its negative (-1).
    double[][] a = {{1, 2, 4}, {2, 4, 8}, {-1, -2, -4}};
    for (long k = 0; k < 20; k++) {
      double[][] matrix = Seeds.matconstruct(a, k);
      assertEquals(3, matrix.length);
      assertArrayEquals(matrix[0], matrix[1], 1e-12);
      assertEquals(2, matrix[0].length);
      for (int column = 0; column < 2; column++) {
        assertEquals(1, Math.abs(matrix[0][column]), 1e-12);
        assertEquals(-matrix[0][column], matrix[2][column], 1e-12);
      }
    }
  }

  @Test
  void matconstructDropsEveryColumnForSomeSeedAndTheSameForTheSameSeed() {
    double[][] a = noise(4, 30);
    long different =
        LongStream.range(0, 50)
            .mapToObj(k -> Arrays.deepToString(Seeds.matconstruct(a, k)))
            .distinct()
            .count();
    assertEquals(4, different);
    assertTrue(Arrays.deepEquals(Seeds.matconstruct(a, 7), Seeds.matconstruct(a, 7)));
  }

  @Test
  void matconstructMultiGivesMatrixSeedAndSingularValues() {
    double[][] a = noise(10, 20);
    Outputs outputs = Seeds.matconstructMulti(a, 56);
    assertEquals(3, outputs.size());
    var matrix = (double[][]) outputs.get(0);
    assertEquals(56L, outputs.get(1));
    var singular = (double[]) outputs.get(2);
    assertEquals(9, singular.length);
    // The squares of the singular values add up to the squares of the entries.
    double entries = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
    assertEquals(entries, Arrays.stream(singular).map(v -> v * v).sum(), 1e-9);
  }

  @Test
  void rand2IsTheValueTimesTheComputationsOwnNumber() {
    double number = new Random(3).nextDouble();
    assertEquals(2 * number, Randomness.rand2(2, computation(new Random(3))));
    double once = Randomness.rand1(2);
    assertTrue(once >= 0 && once < 2);
  }

  @Test
  void smoothAveragesNeighboursAndRepeatsTheEnds() {
    assertArrayEquals(
        new double[] {4.0 / 3, 2, 3, 11.0 / 3},
        Sensors.smooth(new double[] {1, 2, 3, 4}, 3),
        1e-15);
    assertArrayEquals(
        new double[] {1, 1.5, 2.5, 3.5}, Sensors.smooth(new double[] {1, 2, 3, 4}, 2), 1e-15);
    assertArrayEquals(new double[0], Sensors.smooth(new double[0], 5));
    assertThrows(IllegalArgumentException.class, () -> Sensors.smooth(new double[] {1}, 0));
  }

  @ParameterizedTest
  @CsvSource({"100,1", "100,3", "1000,10", "3,10"})
  void smoothAgreesWithScipy(int samples, int size, @TempDir Path folder) throws Exception {
    double[] signal = noise(1, samples)[0];
    double[] expected = Scipy.expected(folder, signal, "smooth", size);
    assertArrayEquals(expected, Sensors.smooth(signal, size), 1e-12);
  }

  @Test
  void lowpassKeepsAConstantAndASlowSineAndRemovesAFastOne() {
    var constant = new double[500];
    Arrays.fill(constant, 7);
    assertArrayEquals(constant, Filters.lowpass(constant, 50, 1000, 4), 1e-9);

    int n = 4000;
    var slow = new double[n];
    var both = new double[n];
    for (int i = 0; i < n; i++) {
      slow[i] = Math.sin(2 * Math.PI * 5 * i / 1000);
      both[i] = slow[i] + Math.sin(2 * Math.PI * 300 * i / 1000);
    }
    double[] filtered = Filters.lowpass(both, 50, 1000, 4);
    for (int i = 1000; i < n - 1000; i++) {
      assertEquals(slow[i], filtered[i], 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"50,1000,4", "1,1000,2", "30,250,5"})
  void lowpassAgreesWithScipysFiltfilt(double cutoff, double rate, int order, @TempDir Path folder)
      throws Exception {
    double[] signal = noise(1, (int) (4 * rate))[0];
    for (int i = 0; i < signal.length; i++) {
      signal[i] += 100 + 10 * Math.sin(2 * Math.PI * 3 * i / rate);
    }
    double[] expected = Scipy.expected(folder, signal, "lowpass", rate, cutoff, order);
    assertArrayEquals(expected, Filters.lowpass(signal, cutoff, rate, order), 1e-6);
  }

  @Test
  void lowpassNamesTheValueItRefuses() {
    var samples = new double[100];
    refuses("cutoff = 500.0 Hz", () -> Filters.lowpass(samples, 500, 1000, 4));
    refuses("cutoff = NaN Hz", () -> Filters.lowpass(samples, Double.NaN, 1000, 4));
    refuses("rate = 0.0 Hz", () -> Filters.lowpass(samples, 50, 0, 4));
    refuses("order = 0", () -> Filters.lowpass(samples, 50, 1000, 0));
    refuses("15 values", () -> Filters.lowpass(new double[15], 50, 1000, 4));
  }

  private static void refuses(String words, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static double[][] noise(int rows, int columns) {
    var random = new Random(1);
    var values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return values;
  }

  private static Computation computation(RandomGenerator random) {
    return new Computation() {
      @Override
      public long index() {
        return 0;
      }

      @Override
      public long nInputs() {
        return 1;
      }

      @Override
      public int attempt() {
        return 1;
      }

      @Override
      public System.Logger logger() {
        return System.getLogger("test");
      }

      @Override
      public RandomGenerator random() {
        return random;
      }
    };
  }
}
