package org.acmespark.plan;

import java.nio.file.Path;

/** Where a run keeps its log. */
public sealed interface LogFile {
  /** In the run directory; a run in memory keeps no log. */
  record Beside() implements LogFile {}

  /** In this file. If it exists, the log is appended. */
  record At(Path file) implements LogFile {}

  /** No log is kept. */
  record None() implements LogFile {}
}
