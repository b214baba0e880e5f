package org.acmespark.reading;

import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/** Explains why a computation has no results, according to the ledger. */
final class WhyMissing {
  private WhyMissing() {}

  static String of(long index, RunFiles files, Optional<RecordedAttempts> recorded) {
    Optional<ComputationFailure> failure = recorded.flatMap(all -> all.failure(index));
    if (failure.isPresent()) {
      return "computation %s failed: %s: %s; inputs %s"
          .formatted(index, failure.get().error(), failure.get().message(), failure.get().inputs());
    }
    if (recorded.isEmpty()) {
      return "computation %s has no results in %s".formatted(index, files.container());
    }
    if (!recorded.get().isComputed(index)) {
      return "computation %s has no results: it was not computed".formatted(index);
    }
    return recorded
        .get()
        .file(index)
        .map(name -> files.directory().resolve(name).normalize())
        .map(
            file ->
                files.isSpooled()
                    ? "the results of computation %s wait for the run to be resumed, which makes the file %s"
                        .formatted(index, file)
                    : "the file %s, with the results of computation %s, is missing or not in the container"
                        .formatted(file, index))
        .orElse("computation %s has no results: the function returns nothing".formatted(index));
  }
}
