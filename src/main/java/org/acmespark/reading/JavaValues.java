package org.acmespark.reading;

import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.UcarArrays;

/** Converts results to the types that users get. */
final class JavaValues {
  private JavaValues() {}

  /**
   * Returns a box, {@code String} or {@code Complex} for a scalar, otherwise a {@code
   * ucar.ma2.Array}.
   */
  static Object of(Hdf5Value value) {
    return value.shape().length == 0 ? value.toJava() : UcarArrays.of(value);
  }
}
