package org.acmespark.model;

/** An object that Python alone understands: its pickle, which is written as it is. */
public interface Pickled {
  /** The bytes that Python's {@code pickle.load} reads. */
  byte[] pickle();
}
