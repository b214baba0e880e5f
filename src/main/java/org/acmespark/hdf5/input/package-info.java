/**
 * Reads slices of input files: HDF5 through the native library or netCDF-Java, netCDF classic
 * through netCDF-Java. It also recognizes the conventions of MATLAB.
 *
 * <p>Start with {@link org.acmespark.hdf5.input.SliceReader}, which runs on the driver and on
 * executors.
 */
package org.acmespark.hdf5.input;
