package org.acmespark.model;

/** Detects a notebook without using its kernel's classes, which exist only in a notebook. */
public final class Notebook {
  private static final String KERNEL = "org.rapaio.jupyter.kernel.MainApp";

  private Notebook() {}

  /** Whether this JVM is the kernel rapaio of a Jupyter notebook. */
  public static boolean isThere() {
    return System.getProperty("sun.java.command", "").startsWith(KERNEL);
  }
}
