/**
 * The only place that knows the native HDF5 library and netCDF-Java.
 *
 * <p>Start with {@link org.acmespark.hdf5.Hdf5Value} (what a file holds), then {@link
 * org.acmespark.hdf5.Hdf5Writer} and {@link org.acmespark.hdf5.Hdf5Reader}; {@link
 * org.acmespark.hdf5.SliceReader} reads parts of datasets on executors.
 *
 * <p>The native library is not thread-safe. Every call into it is made under one lock per JVM,
 * {@code synchronized (H5.class)}, which the library's own Java API uses too.
 */
package org.acmespark.hdf5;
