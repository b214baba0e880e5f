package org.acmespark.store.directory;

import org.acmespark.model.AcmeException;

/** The driver does not see a file that an executor says it has written into the run directory. */
public final class UnseenFileException extends AcmeException {
  private static final long serialVersionUID = 1;

  UnseenFileException(String message) {
    super(message);
  }
}
