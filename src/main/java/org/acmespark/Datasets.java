package org.acmespark;

import java.util.Optional;
import org.acmespark.binding.FileInputs;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.StoredValue;

/**
 * Reads datasets of HDF5 and netCDF files, and arrays of {@code .npy} files, for use as arguments.
 *
 * <pre>{@code
 * var mixing = (double[][]) Datasets.read("signals.h5", "/mixing");
 * ParallelMap.over(slices("signals.h5", "/data", 1), all(mixing)).map(Sources::separate)
 * }</pre>
 *
 * <p>The methods run where they are called, on the driver. They throw IllegalArgumentException if
 * the file or the dataset does not exist, and {@link org.acmespark.model.AcmeException} if it
 * cannot be read.
 */
public final class Datasets {
  private Datasets() {}

  /**
   * Reads a whole dataset as a Java value: a box, String or Complex, or an array (of arrays) with
   * the dataset's shape.
   *
   * @param dataset path in the file, such as {@code /group/data}
   */
  public static Object read(String file, String dataset) {
    return whole(file, dataset).toJava();
  }

  /**
   * Reads a whole dataset with the type that its elements have in the file, for {@link
   * ParallelMap#named}. A function in Python and a program get the dataset unchanged. A method in
   * Java gets the value that {@link #read} returns.
   *
   * @param dataset path in the file, such as {@code /group/data}
   */
  public static StoredValue whole(String file, String dataset) {
    try (SliceReader reader = open(file)) {
      return reader.readWhole(dataset);
    }
  }

  /**
   * Returns the lengths of a dataset's dimensions, the slowest first; empty for a scalar.
   *
   * @param dataset path in the file, such as {@code /group/data}
   */
  public static long[] shape(String file, String dataset) {
    try (SliceReader reader = open(file)) {
      return reader.shape(dataset);
    }
  }

  /**
   * Reads an input as {@code acme run} does, for {@link ParallelMap#named} and {@link Args#from}.
   *
   * <pre>{@code
   * ParallelMap.named("my.Filters::lowpass")
   *     .args(Datasets.input("recording.h5:/data[:,0:500,*]"), 50)
   * }</pre>
   *
   * @param source what follows {@code @} on the command line:
   *     <ul>
   *       <li>{@code file.h5:/dataset}: the whole dataset of an HDF5 or netCDF file
   *       <li>{@code file.h5:/dataset[:,*]}: one slice per computation along the dimension with
   *           {@code *}. The other dimensions are read whole for {@code :}, in part for {@code
   *           start:stop} or {@code start:stop:step}, or at one index; indices are counted from 0.
   *       <li>{@code file.h5:/dataset@attribute}: an attribute of a dataset or group
   *       <li>{@code file.npy}, {@code file.npy[:,*]}: an array in NumPy's format
   *       <li>{@code table.csv:column}: a column of a table in text, with a header; {@code
   *           table.csv} alone gives each column to the parameter of its name; both also with
   *           {@code table.parquet}, a file or a directory of Spark
   *       <li>{@code sub-*.h5:/dataset}: the dataset of one file per computation, in natural order
   *     </ul>
   *
   * @return a whole dataset, part or attribute, or an {@link org.acmespark.model.Arg} if
   *     computations get different parts
   * @throws IllegalArgumentException if a file, dataset, attribute or dimension does not exist, or
   *     the text names no input
   */
  public static Object input(String source) {
    return find(source, source)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s': expected file.npy, file.h5:/dataset or file.h5:/dataset[:,*]"
                        .formatted(source)));
  }

  /** Reads an input as {@link #input} does; empty if the text names none. */
  public static Optional<Object> find(String source, String shown) {
    return FileInputs.read(source, shown);
  }

  /**
   * Refuses a file in a format that this library does not read.
   *
   * @throws IllegalArgumentException if the file is missing, or none of HDF5, netCDF and {@code
   *     .npy}; for text tables and old MATLAB files the message names the command that converts
   *     them
   */
  public static void requireReadable(String path) {
    FileInputs.requireReadable(HomeDirectory.expand(path));
  }

  private static SliceReader open(String path) {
    requireReadable(path);
    return SliceReader.open(HomeDirectory.expand(path));
  }
}
