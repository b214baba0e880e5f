package org.acmespark.model;

/** What kind of files results are kept in. */
public enum Format {
  /** HDF5 payload files and a container that presents them all. */
  HDF5,
  /** A file {@code funcname_7.pickle} per computation, for Python's {@code pickle.load}. */
  PICKLE,
  /** A file {@code funcname_7.ser} per computation, by Java serialization. */
  SERIALIZED
}
