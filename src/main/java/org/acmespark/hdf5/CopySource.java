package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import java.nio.file.Path;

/**
 * Keeps the file copied from last open, because consecutive copies usually come from one file.
 * Needs the lock.
 */
final class CopySource {
  private Path path = Path.of("");
  private long file = -1;

  long open(Path wanted) {
    if (file < 0 || !path.equals(wanted)) {
      close();
      file = NativeLibrary.openForReading(wanted);
      path = wanted;
    }
    return file;
  }

  void close() {
    if (file >= 0) {
      long last = file;
      file = -1;
      H5.H5Fclose(last);
    }
  }
}
