package org.acmespark.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A run was ended before all was computed: its thread was interrupted, or its JVM told to end. What
 * was committed is kept.
 */
public final class InterruptedRunException extends AcmeException {
  private static final long serialVersionUID = 1;

  private final String directory;

  /**
   * An exception whose message says what is left.
   *
   * @param directory the run directory, empty if there is none
   */
  public InterruptedRunException(String message, Optional<Path> directory, Throwable cause) {
    super(message, cause);
    this.directory = directory.map(Path::toString).orElse("");
  }

  /** The run directory, which can be resumed; empty if nothing is left. */
  public Optional<Path> directory() {
    return directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory));
  }
}
