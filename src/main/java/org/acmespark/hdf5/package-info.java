/**
 * Reads and writes HDF5 files through the native library.
 *
 * <p>Start with {@link org.acmespark.hdf5.Hdf5Writer} and {@link org.acmespark.hdf5.Hdf5Reader}.
 * {@link org.acmespark.hdf5.value.Hdf5Value} represents the content of a dataset; {@link
 * org.acmespark.hdf5.input.SliceReader} reads slices of input files.
 *
 * <p>The native library is not thread-safe. Every call into it holds one lock per JVM, {@code
 * synchronized (H5.class)}, which the library's own Java API uses too.
 */
package org.acmespark.hdf5;
