package org.acmespark.cli;

import picocli.CommandLine.Option;

/** At most one of two. */
final class Loudness {
  @Option(names = "--verbose", description = "Tell everything, Spark's messages included.")
  boolean verbose;

  @Option(names = "--quiet", description = "Tell warnings and errors only.")
  boolean quiet;
}
