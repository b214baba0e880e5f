package org.acmespark.function;

/** Marks an argument that was not given, for which the function's own default is used. */
public enum OwnDefault {
  DEFAULT;

  @Override
  public String toString() {
    return "default";
  }
}
