package org.acmespark.plan;

import java.nio.file.Path;

/** Where a run keeps its log. */
public sealed interface LogFile {
  /** Beside the results; for a run in memory, nowhere. */
  record Beside() implements LogFile {}

  /** In this file, which is continued if it is there. */
  record At(Path file) implements LogFile {}

  /** Nowhere. */
  record None() implements LogFile {}
}
