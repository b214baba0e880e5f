package org.acmespark.store.payload;

/** How results are spread over files. */
public enum Spread {
  /** The function returns nothing. */
  NOTHING,
  /** A file per computation. */
  PER_COMPUTATION,
  /** A file per block. */
  PER_BLOCK,
  /** A file per block; merged into few files at the end. */
  PER_BLOCK_MERGED,
  /** One file with all results. */
  SINGLE_FILE,
  /** A file per computation for Python, no container. */
  PICKLED,
  /** A file per computation by Java serialization, no container. */
  SERIALIZED
}
