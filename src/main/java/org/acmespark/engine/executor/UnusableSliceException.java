package org.acmespark.engine.executor;

import org.acmespark.model.AcmeException;

/**
 * One slice of an input file cannot be read, or is no value of its parameter: the others may be.
 */
final class UnusableSliceException extends AcmeException {
  private static final long serialVersionUID = 1;

  UnusableSliceException(String message, Throwable cause) {
    super(message, cause);
  }
}
