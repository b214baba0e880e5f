/** The only place that knows the native HDF5 library and netCDF-Java. */
package org.acmespark.hdf5;
