package org.acmespark.model;

/** The pickle of an object that only Python understands. It is written unchanged. */
public interface Pickled {
  /** The bytes that Python's {@code pickle.load} reads. */
  byte[] pickle();
}
