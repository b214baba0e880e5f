package org.acmespark.model;

/** How much a run tells on standard error. */
public enum Verbosity {
  /** Warnings and errors. */
  QUIET,
  /** Progress, where the results are, what failed. */
  NORMAL,
  /** Everything, Spark's own messages included. */
  VERBOSE
}
