package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.PayloadIdentity;

/** Compares the identity in payload files with the expected run and computations. */
final class IdentityCheck {
  private final OpenFiles open;
  private final Optional<String> run;

  // Results of neighbouring computations are often in one file.
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
   * Checks that a file may hold results of computations {@code first} to {@code last}.
   *
   * @throws AcmeException if its identity differs, or it cannot be read
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
