package org.acmespark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.hdf5.input.OtherFormats;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.StoredValue;

/**
 * Reads datasets of HDF5 and netCDF files for use as arguments.
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
   * Refuses a file in a format that this library does not read.
   *
   * @throws IllegalArgumentException if the file is missing, or neither HDF5 nor netCDF; for numpy
   *     files, text tables and old MATLAB files the message names the command that converts them
   */
  public static void requireReadable(String path) {
    String file = HomeDirectory.expand(path);
    if (!Files.isRegularFile(Path.of(file))) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    OtherFormats.refuse(Path.of(file));
  }

  private static SliceReader open(String path) {
    requireReadable(path);
    return SliceReader.open(HomeDirectory.expand(path));
  }
}
