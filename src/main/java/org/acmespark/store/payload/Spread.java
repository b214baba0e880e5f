package org.acmespark.store.payload;

/** How results are spread over files. */
public enum Spread {
  /** The function returns nothing. */
  NOTHING,
  /** A file per computation. */
  PER_COMPUTATION,
  /** A file per block. */
  PER_BLOCK,
  /** A file per block, few of them at the end. */
  PER_BLOCK_MERGED,
  /** One file that holds all results itself. */
  SINGLE_FILE,
  /** A file per computation for Python, no container. */
  PICKLED,
  /** A file per computation by Java serialization, no container. */
  SERIALIZED
}
