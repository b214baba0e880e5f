package org.acmespark.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A run ended before everything was computed, because its thread was interrupted or its JVM shut
 * down. Committed results are kept.
 */
public final class InterruptedRunException extends AcmeException {
  private static final long serialVersionUID = 1;

  private final String directory;

  /**
   * Creates an exception whose message says which results are left.
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
