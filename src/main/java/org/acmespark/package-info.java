/**
 * ACME for Spark: calls a function over many inputs in parallel on Apache Spark and writes the
 * results to HDF5 files.
 *
 * <p>Start with {@link org.acmespark.ParallelMap}; its arguments come from {@link
 * org.acmespark.Args}, its results are in {@link org.acmespark.Run}.
 */
package org.acmespark;
