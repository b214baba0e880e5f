/**
 * Defines values in the form that HDF5 stores: element types, shapes, layouts, and the conversion
 * from and to Java. No class here calls the native library.
 *
 * <p>Start with {@link org.acmespark.hdf5.value.Hdf5Value}; {@link
 * org.acmespark.hdf5.value.ElementType} lists the types.
 */
package org.acmespark.hdf5.value;
