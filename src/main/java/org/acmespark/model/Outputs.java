package org.acmespark.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Several return values of one computation; each becomes a dataset {@code result_0}, {@code
 * result_1}, and so on.
 *
 * <pre>{@code
 * static Outputs statistics(double[] x) { return Outputs.of(mean(x), variance(x)); }
 * }</pre>
 */
public final class Outputs implements Serializable {
  private static final long serialVersionUID = 1;

  private final Object[] values;

  private Outputs(Object[] values) {
    this.values = values;
  }

  /** Combines the given return values, in order. */
  public static Outputs of(Object... values) {
    return new Outputs(values.clone());
  }

  /**
   * Returns the values in order, unmodifiable. Elements may be null if the function returned null.
   */
  public List<Object> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** The value at {@code position}, from 0. */
  public Object get(int position) {
    return values[position];
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Outputs that && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return "Outputs" + Arrays.deepToString(values);
  }
}
