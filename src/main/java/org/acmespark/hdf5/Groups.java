package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import java.util.HashSet;
import java.util.Set;
import org.acmespark.hdf5.value.Paths;

/**
 * The groups of a file being written. The one used last stays open, because results arrive group by
 * group. Created groups are remembered, to save calls of the library. Needs the lock.
 */
final class Groups {
  private final long file;
  private final Set<String> made = new HashSet<>();
  private boolean othersToo;
  private String openPath = "";
  private long openId = -1;

  Groups(long file) {
    this.file = file;
  }

  /**
   * Returns the id of a group, creating it and its parents if needed; valid until the next call.
   */
  long id(String group) {
    if (group.isEmpty()) {
      return file;
    }
    if (openId >= 0 && openPath.equals(group)) {
      return openId;
    }
    return keep(group, isThere(group) ? open(group) : create(group));
  }

  /** Records that the file may have groups that were copied and not created here. */
  void expectOthers() {
    othersToo = true;
  }

  void close() {
    if (openId >= 0) {
      long last = openId;
      openId = -1;
      H5.H5Gclose(last);
    }
  }

  private boolean isThere(String group) {
    return made.contains(group)
        || (othersToo
            && H5.H5Lexists(id(Paths.parent(group)), Paths.name(group), PropertyLists.DEFAULT));
  }

  private long open(String group) {
    return H5.H5Gopen(file, group, PropertyLists.DEFAULT);
  }

  private long create(String group) {
    long parent = id(Paths.parent(group));
    long id =
        H5.H5Gcreate(
            parent,
            Paths.name(group),
            PropertyLists.DEFAULT,
            PropertyLists.GROUP_CREATION,
            PropertyLists.DEFAULT);
    made.add(group);
    return id;
  }

  private long keep(String group, long id) {
    close();
    openPath = group;
    openId = id;
    return id;
  }
}
