package org.acmespark.hdf5.value;

/**
 * A Java value has no counterpart in HDF5; the message says why, and where in the value.
 *
 * <p>Example: {@code ragged: [1] has 3 elements where [0] has 2}.
 */
public final class NotStorableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  NotStorableException(String message) {
    super(message);
  }
}
