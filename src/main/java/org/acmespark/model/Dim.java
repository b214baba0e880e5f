package org.acmespark.model;

/**
 * Dimensions of a stacked result that are not lengths.
 *
 * <pre>{@code
 * .resultShape(STACK, 10, 9)          // results of shape (10, 9), one after another
 * .resultShape(STACK, UNLIMITED)      // results of one dimension, of any length
 * }</pre>
 */
public final class Dim {
  /** The stacking dimension: its length is the number of computations (ACME's {@code None}). */
  public static final long STACK = Long.MIN_VALUE;

  /** A dimension as long as the longest result (ACME's {@code np.inf}). */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private Dim() {}
}
