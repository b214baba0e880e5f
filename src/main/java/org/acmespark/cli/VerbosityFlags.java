package org.acmespark.cli;

import java.util.Optional;
import org.acmespark.model.Verbosity;
import picocli.CommandLine.Option;

/** {@code --verbose} or {@code --quiet}: at most one of two. */
final class VerbosityFlags {
  @Option(names = "--verbose", description = "Tell everything, Spark's messages included.")
  boolean verbose;

  @Option(names = "--quiet", description = "Tell warnings and errors only.")
  boolean quiet;

  /** What was chosen; empty if neither was given. */
  Optional<Verbosity> chosen() {
    if (verbose) {
      return Optional.of(Verbosity.VERBOSE);
    }
    return quiet ? Optional.of(Verbosity.QUIET) : Optional.empty();
  }
}
