/**
 * Reads and writes HDF5 files through the native library.
 *
 * <p>Start with {@link org.acmespark.hdf5.Hdf5Writer} and {@link org.acmespark.hdf5.Hdf5Reader}.
 * What a file holds is a {@link org.acmespark.hdf5.value.Hdf5Value}; slices of input files are read
 * by {@link org.acmespark.hdf5.input.SliceReader}.
 *
 * <p>The native library is not thread-safe. Every call into it is made under one lock per JVM,
 * {@code synchronized (H5.class)}, which the library's own Java API uses too.
 */
package org.acmespark.hdf5;
