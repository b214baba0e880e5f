package org.acmespark.model;

/** A value with its type in a file, for which Java may have no type. */
public interface StoredValue {
  /** The most similar Java value. */
  Object toJava();
}
