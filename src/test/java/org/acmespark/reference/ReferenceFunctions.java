package org.acmespark.reference;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.acmespark.model.Outputs;

/** The functions of the reference page that are not among the examples: nothing of JUnit here. */
final class ReferenceFunctions {
  private ReferenceFunctions() {}

  /** Three results of three kinds. */
  static Outputs thisFunc(int a, double b, String c) {
    return Outputs.of(a + b, new double[] {a, b}, c + a);
  }

  /** A matrix with values on its diagonal only, which HDF5 has no type for. */
  record Diagonal(double[] values) implements Serializable {
    Diagonal plus(Diagonal other) {
      double[] sum = values.clone();
      for (int k = 0; k < sum.length; k++) {
        sum[k] += other.values[k];
      }
      return new Diagonal(sum);
    }
  }

  /** The sum as what SciPy makes a sparse matrix of. */
  static Map<String, Object> sparseSum(Diagonal x, Diagonal y) {
    double[] diagonal = x.plus(y).values();
    return Map.of(
        "diagonal", diagonal, "shape", List.of(diagonal.length, diagonal.length), "sparse", true);
  }

  static Diagonal diagonalSum(Diagonal x, Diagonal y) {
    return x.plus(y);
  }

  static double rand2(double x, long counter) {
    return x * new Random(counter).nextDouble();
  }
}
