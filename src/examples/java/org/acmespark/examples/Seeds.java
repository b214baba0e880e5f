package org.acmespark.examples;

import java.util.SplittableRandom;
import org.acmespark.model.Outputs;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * Returns matrices as results, from a shared matrix and a seed that differs per computation.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Seeds::matconstruct all:@signals.h5:/a 'k=range(200)'
 * }</pre>
 */
public final class Seeds {
  private Seeds() {}

  /**
   * Computes the correlation matrix of the rows of {@code a} without one column.
   *
   * @param a m x n, one variable per row, at least two rows and two columns
   * @param k seed of the generator that chooses the column to drop
   * @return m x (m - 1)
   */
  public static double[][] matconstruct(double[][] a, long k) {
    int dropped = new SplittableRandom(k).nextInt(a.length);
    RealMatrix variables = MatrixUtils.createRealMatrix(a).transpose();
    RealMatrix correlations = new PearsonsCorrelation(variables).getCorrelationMatrix();
    var kept = new double[a.length][a.length - 1];
    for (int row = 0; row < a.length; row++) {
      for (int column = 0; column < a.length - 1; column++) {
        int source = column < dropped ? column : column + 1;
        kept[row][column] = correlations.getEntry(row, source);
      }
    }
    return kept;
  }

  /**
   * Returns three results: the matrix of {@link #matconstruct}, the seed, and the matrix's singular
   * values.
   *
   * @return m x (m - 1), a scalar, and m - 1 values from the largest down
   */
  public static Outputs matconstructMulti(double[][] a, long k) {
    double[][] matrix = matconstruct(a, k);
    var svd = new SingularValueDecomposition(MatrixUtils.createRealMatrix(matrix));
    return Outputs.of(matrix, k, svd.getSingularValues());
  }
}
