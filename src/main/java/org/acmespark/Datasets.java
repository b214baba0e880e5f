package org.acmespark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Node;

/**
 * Datasets of HDF5 files as arguments.
 *
 * <pre>{@code
 * var mixing = (double[][]) Datasets.read("signals.h5", "/mixing");
 * ParallelMap.over(slices("signals.h5", "/data", 1), all(mixing)).map(Sources::separate)
 * }</pre>
 *
 * <p>Both run where they are called, on the driver. They throw IllegalArgumentException if file or
 * dataset are not there, and {@link org.acmespark.model.AcmeException} if they cannot be read.
 */
public final class Datasets {
  private Datasets() {}

  /**
   * A whole dataset as a Java value: a box, String or Complex, or an array (of arrays) with the
   * dataset's shape.
   *
   * @param dataset path in the file, such as {@code /group/data}
   */
  public static Object read(String file, String dataset) {
    try (Hdf5Reader reader = open(file, dataset)) {
      return reader.read(dataset).toJava();
    }
  }

  /**
   * Lengths of a dataset's dimensions, the slowest first; empty for a scalar.
   *
   * @param dataset path in the file, such as {@code /group/data}
   */
  public static long[] shape(String file, String dataset) {
    try (Hdf5Reader reader = open(file, dataset)) {
      return reader.node(dataset).shape();
    }
  }

  private static Hdf5Reader open(String file, String dataset) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    Hdf5Reader reader = Hdf5Reader.open(path);
    try {
      if (!reader.exists(dataset)) {
        throw new IllegalArgumentException(
            "%s has no dataset %s; its root group holds %s"
                .formatted(file, dataset, reader.children("/")));
      }
      if (reader.node(dataset).kind() != Node.Kind.DATASET) {
        throw new IllegalArgumentException(
            "%s:%s is a group, not a dataset; it holds %s"
                .formatted(file, dataset, reader.children(dataset)));
      }
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }
}
