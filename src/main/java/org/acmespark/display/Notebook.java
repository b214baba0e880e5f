package org.acmespark.display;

/** Whether this is a notebook; knows no class of its kernel, since elsewhere there is none. */
final class Notebook {
  private static final String KERNEL = "org.rapaio.jupyter.kernel.MainApp";

  private Notebook() {}

  /** Whether this JVM is the kernel rapaio of a Jupyter notebook. */
  static boolean isThere() {
    return System.getProperty("sun.java.command", "").startsWith(KERNEL);
  }
}
