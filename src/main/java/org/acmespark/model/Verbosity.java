package org.acmespark.model;

/** How much a run prints on standard error. */
public enum Verbosity {
  /** Warnings and errors. */
  QUIET,
  /** Progress, the location of the results, and failures. */
  NORMAL,
  /** Everything, including Spark's messages. */
  VERBOSE
}
