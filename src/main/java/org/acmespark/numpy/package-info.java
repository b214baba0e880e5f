/**
 * Reads and writes files of one array in NumPy's own format, {@code .npy}. Start with {@link
 * org.acmespark.numpy.NpyFile}.
 */
package org.acmespark.numpy;
