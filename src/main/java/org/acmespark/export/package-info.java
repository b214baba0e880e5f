/**
 * Writes the results of a run into one file that other programs read: CSV, Parquet, {@code .npy},
 * netCDF-4. Start with {@link org.acmespark.export.Export}.
 */
package org.acmespark.export;
