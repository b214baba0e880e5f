package org.acmespark.model;

/** How results are spread over payload files. */
public enum Payload {
  /** One file per computation up to 256 computations, one per partition above. */
  AUTO,
  /** One file for each computation, {@code funcname_7.h5}. */
  PER_COMPUTATION,
  /** One file for each range of computations, {@code funcname_16-31.h5}. */
  PER_PARTITION
}
