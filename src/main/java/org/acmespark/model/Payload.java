package org.acmespark.model;

/** How results are spread over payload files. */
public enum Payload {
  /** Per computation up to 256 computations, per partition above. */
  AUTO,
  /** A file for each computation, {@code funcname_7.h5}. */
  PER_COMPUTATION,
  /** A file for each range of computations, {@code funcname_16-31.h5}. */
  PER_PARTITION
}
