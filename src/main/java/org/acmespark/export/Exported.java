package org.acmespark.export;

import java.nio.file.Path;

/**
 * What an export has written.
 *
 * @param computations number of all computations
 * @param failed how many have failed
 * @param missing how many were not computed
 */
public record Exported(Path file, long computations, long failed, long missing) {
  /** One line for people. */
  @Override
  public String toString() {
    String without = failed == 0 ? "" : ", " + failed + " failed";
    return "%s computations%s%s"
        .formatted(computations, without, missing == 0 ? "" : ", " + missing + " not computed");
  }
}
