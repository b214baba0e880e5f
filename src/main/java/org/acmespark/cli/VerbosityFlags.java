package org.acmespark.cli;

import java.util.Optional;
import org.acmespark.model.Verbosity;
import picocli.CommandLine.Option;

/** The options {@code --verbose} and {@code --quiet}, of which at most one may be given. */
final class VerbosityFlags {
  @Option(names = "--verbose", description = "Tell everything, Spark's messages included.")
  boolean verbose;

  @Option(names = "--quiet", description = "Tell warnings and errors only.")
  boolean quiet;

  /** Returns the chosen verbosity; empty if neither option was given. */
  Optional<Verbosity> chosen() {
    if (verbose) {
      return Optional.of(Verbosity.VERBOSE);
    }
    return quiet ? Optional.of(Verbosity.QUIET) : Optional.empty();
  }
}
