package org.acmespark.model;

/** A value with the type that it has in a file, which Java may have no type for. */
public interface StoredValue {
  /** The nearest that Java has. */
  Object toJava();
}
