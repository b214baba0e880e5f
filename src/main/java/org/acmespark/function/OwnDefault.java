package org.acmespark.function;

/** Stands for an argument that was not given: the function's own default is used. */
public enum OwnDefault {
  DEFAULT;

  @Override
  public String toString() {
    return "default";
  }
}
