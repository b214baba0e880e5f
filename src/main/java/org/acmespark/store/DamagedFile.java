package org.acmespark.store;

import java.util.List;
import org.acmespark.checksum.FileSum;

/**
 * A file with results that differs from what was written.
 *
 * @param name relative to the run directory
 * @param parts which bytes differ
 */
record DamagedFile(String name, List<FileSum.Part> parts) {
  /** Describes the damage; continues the name of the file. */
  String what() {
    return FileSum.describe(parts);
  }
}
