package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/** Skeleton. */
public final class Run<R> {
  public Optional<Path> container() {
    throw new UnsupportedOperationException();
  }

  public Optional<Path> directory() {
    throw new UnsupportedOperationException();
  }

  /** Payload files in the order of the computations. */
  public List<Path> files() {
    throw new UnsupportedOperationException();
  }

  public long nInputs() {
    throw new UnsupportedOperationException();
  }

  public List<ComputationFailure> failures() {
    throw new UnsupportedOperationException();
  }

  public Duration elapsed() {
    throw new UnsupportedOperationException();
  }

  /** In-memory results in input order. */
  public List<R> values() {
    throw new UnsupportedOperationException();
  }
}
