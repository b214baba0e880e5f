package org.acmespark.cli;

import picocli.CommandLine.Option;

/** The option that lets a run go on in the background; {@code submit/acme} takes it away. */
final class DetachFlag {
  @Option(
      names = "--detach",
      description =
          "Go on in the background, also after a logout; prints the run directory as soon as the"
              + " run has begun. See `acme status`, `acme attach` and `acme stop`.")
  private boolean detach;

  /** Refuses the option, which has reached a process that did not start in the background. */
  void requireTaken() {
    if (detach) {
      throw new IllegalArgumentException(
          "--detach: only submit/acme can do that; start spark-submit in the background instead");
    }
  }
}
