package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import java.util.Optional;

/** The group used last, kept open: results arrive group by group. Needs the lock. */
final class OpenGroup {
  private String path = "";
  private long id = -1;

  /** The open group, if it is the one at {@code path}. */
  Optional<Long> id(String path) {
    return id >= 0 && this.path.equals(path) ? Optional.of(id) : Optional.empty();
  }

  /** Keeps this group and closes the one before. */
  long keep(String path, long id) {
    close();
    this.path = path;
    this.id = id;
    return id;
  }

  void close() {
    if (id >= 0) {
      long last = id;
      id = -1;
      H5.H5Gclose(last);
    }
  }
}
