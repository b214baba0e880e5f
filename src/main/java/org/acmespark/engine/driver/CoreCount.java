package org.acmespark.engine.driver;

/** The cores that a run has, and how many it keeps. Guarded by {@link RunState}. */
final class CoreCount {
  private int present = 1;
  private int kept = Integer.MAX_VALUE;

  void present(int cores) {
    present = Math.max(1, cores);
  }

  int present() {
    return present;
  }

  /** Lets idle workers end when nothing is pending and there are more than so many cores. */
  void keep(int cores) {
    kept = cores;
  }

  /** Whether idle workers may end. */
  boolean mayShrink() {
    return kept < Integer.MAX_VALUE;
  }

  /** Gives back a core if there are more than are kept. The next count shows if it has gone. */
  boolean giveBack() {
    boolean gives = present > kept;
    present -= gives ? 1 : 0;
    return gives;
  }
}
