package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.PayloadIdentity;

/** Compares what payload files say of themselves with what they are taken for. */
final class IdentityCheck {
  private final OpenFiles open;
  private final Optional<String> run;

  // Neighbours often lie in one file.
  private Path lastFile = Path.of("");
  private Optional<PayloadIdentity> lastIdentity = Optional.empty();

  /**
   * @param run the run's identifier, if it is known
   */
  IdentityCheck(OpenFiles open, Optional<String> run) {
    this.open = open;
    this.run = run;
  }

  /**
   * Requires that a file may hold results of computations {@code first} to {@code last}.
   *
   * @throws AcmeException if it says that it does not, or cannot be read
   */
  void require(Path file, long first, long last) {
    if (!file.equals(lastFile)) {
      try {
        lastIdentity = PayloadIdentity.of(open.open(file).rootAttributes());
      } catch (IllegalArgumentException e) {
        throw new AcmeException(e.getMessage(), e);
      }
      lastFile = file;
    }
    lastIdentity
        .flatMap(identity -> identity.contradiction(run, first, last))
        .ifPresent(
            wrong -> {
              throw new AcmeException(wrong);
            });
  }
}
