package org.acmespark.reading;

import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.UcarArrays;

/** Results as users get them. */
final class JavaValues {
  private JavaValues() {}

  /** A box, {@code String} or {@code Complex} for a scalar, else an {@code ucar.ma2.Array}. */
  static Object of(Hdf5Value value) {
    return value.shape().length == 0 ? value.toJava() : UcarArrays.of(value);
  }
}
