package org.acmespark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.acmespark.engine.Execution;
import org.acmespark.hdf5.SliceReader;
import org.acmespark.model.Arg;

/** How many computations an input that lies elsewhere provides for. */
final class InputSources {
  private InputSources() {}

  /**
   * Number of slices, or of elements.
   *
   * @throws IllegalArgumentException if a file or dataset is missing or has no such axis
   */
  static long length(Arg<?> source) {
    if (source instanceof Arg.Distributed<?> distributed) {
      return Execution.count(distributed);
    }
    if (source instanceof Arg.Slices<?> slices) {
      return length(slices);
    }
    throw new IllegalArgumentException("no source of inputs: " + source);
  }

  private static long length(Arg.Slices<?> slices) {
    if (!Files.isReadable(Path.of(slices.file()))) {
      throw new IllegalArgumentException(
          "input file %s %s"
              .formatted(
                  slices.file(),
                  Files.exists(Path.of(slices.file())) ? "is not readable" : "does not exist"));
    }
    try (var reader = SliceReader.open(slices.file())) {
      long[] shape = reader.shape(slices.dataset());
      if (slices.axis() < 0 || slices.axis() >= shape.length) {
        throw new IllegalArgumentException(
            "axis %s of %s in %s: it must be 0 to %s, for its shape is %s"
                .formatted(
                    slices.axis(),
                    slices.dataset(),
                    slices.file(),
                    shape.length - 1,
                    Arrays.toString(shape)));
      }
      return shape[slices.axis()];
    }
  }

  /** Computations are numbered by ints inside. */
  static void requireCountable(long nInputs) {
    if (nInputs > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "nInputs is %s, but at most %s computations fit into one run"
              .formatted(nInputs, Integer.MAX_VALUE - 8));
    }
  }
}
