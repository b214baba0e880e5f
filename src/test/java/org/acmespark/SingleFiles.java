package org.acmespark;

/** What Python finds in single files. */
final class SingleFiles {
  private static final String OPEN =
      """
      import sys, h5py, numpy as np
      h5 = h5py.File(sys.argv[1], 'r')
      """;

  private SingleFiles() {}

  /**
   * Runs Python with {@code h5}, the container, and {@code np} at hand; fails unless it succeeds.
   */
  static void judge(Run<?> run, String checks) {
    Judges.h5py(OPEN + checks, run.container().orElseThrow());
  }
}
