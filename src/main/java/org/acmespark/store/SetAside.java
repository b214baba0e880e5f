package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps damaged files under other names, which no later process of the run takes for its own. */
final class SetAside {
  private SetAside() {}

  /** Renames a file, if it exists, and returns its new name. */
  static Path move(Path file) throws IOException {
    Path free = free(file);
    return Files.exists(file) ? Files.move(file, free) : free;
  }

  /**
   * A name that no file has: that of the file with {@code .damaged}, and a number if that is taken.
   */
  static Path free(Path file) {
    Path free = file.resolveSibling(file.getFileName() + ".damaged");
    for (int k = 2; Files.exists(free); k++) {
      free = file.resolveSibling(file.getFileName() + ".damaged-" + k);
    }
    return free;
  }
}
