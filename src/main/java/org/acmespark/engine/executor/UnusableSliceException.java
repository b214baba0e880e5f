package org.acmespark.engine.executor;

import org.acmespark.model.AcmeException;

/**
 * Reports that one slice of an input file cannot be read or does not fit its parameter. Other
 * slices may still be usable.
 */
final class UnusableSliceException extends AcmeException {
  private static final long serialVersionUID = 1;

  UnusableSliceException(String message, Throwable cause) {
    super(message, cause);
  }
}
