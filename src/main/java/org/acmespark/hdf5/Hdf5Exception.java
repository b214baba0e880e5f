package org.acmespark.hdf5;

import org.acmespark.model.AcmeException;

/**
 * An HDF5 file could not be read or written; the message names the file and carries the text of the
 * library or the operating system, such as {@code No space left on device}.
 */
public final class Hdf5Exception extends AcmeException {
  private static final long serialVersionUID = 1;

  public Hdf5Exception(String file, String what, String detail, Throwable cause) {
    super(file + ": " + what + (detail.isEmpty() ? "" : ": " + detail), cause);
  }

  public Hdf5Exception(String file, String what) {
    super(file + ": " + what);
  }
}
