package org.acmespark.engine.executor;

import org.acmespark.function.AsGiven;
import org.acmespark.function.Conversion;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * Converts slices of datasets to values of parameters.
 *
 * <pre>{@code
 * SliceValues.convert(slice, double.class, "gain");   // of shape (1, 1): MATLAB has no scalars
 * }</pre>
 */
public final class SliceValues {
  private SliceValues() {}

  /**
   * Converts a slice to the type of its parameter. If the slice has more dimensions than the
   * parameter's array, dimensions of length 1 are dropped, beginning with the first.
   *
   * @param argumentName the argument's name in messages
   * @throws IllegalArgumentException if the slice cannot be converted to that type
   */
  public static Object convert(Hdf5Value slice, Class<?> type, String argumentName) {
    if (type == AsGiven.class) {
      return slice;
    }
    Hdf5Value fitting = type == Object.class ? slice : slice.withoutUnitDimensions(rank(type));
    return Conversion.convert(fitting.toJava(), type, argumentName);
  }

  private static int rank(Class<?> type) {
    if (Iterable.class.isAssignableFrom(type)) {
      return 1;
    }
    int rank = 0;
    for (Class<?> c = type; c.isArray(); c = c.getComponentType()) {
      rank++;
    }
    return rank;
  }
}
