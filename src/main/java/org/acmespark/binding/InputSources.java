package org.acmespark.binding;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.engine.Execution;
import org.acmespark.engine.executor.SliceValues;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.input.OtherFormats;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.Arg;

/** Counts and checks inputs that are in files or RDDs. */
public final class InputSources {
  /** Limit for the sample, so that large slices are not read twice. */
  private static final long SAMPLED_ELEMENTS = 1 << 16;

  private InputSources() {}

  /**
   * Returns the number of slices or of elements, which is the number of computations.
   *
   * @throws IllegalArgumentException if a file or dataset is missing or the dataset does not have
   *     the axis
   */
  public static long length(Arg<?> source) {
    if (source instanceof Arg.Distributed<?> distributed) {
      return Execution.count(distributed);
    }
    if (source instanceof Arg.Slices<?> slices) {
      return length(slices);
    }
    throw new IllegalArgumentException("no source of inputs: " + source);
  }

  private static long length(Arg.Slices<?> slices) {
    requireFile(Path.of(slices.file()));
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

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String why = Files.isReadable(file) ? "is no file" : "is not readable";
      throw new IllegalArgumentException(
          "input file %s %s".formatted(file, Files.exists(file) ? why : "does not exist"));
    }
    OtherFormats.refuse(file);
  }

  /**
   * Checks that the first slice of each dataset, and the dataset of each file, can be converted to
   * the type of its parameter. Only the first values of a large one are checked.
   *
   * @throws IllegalArgumentException naming the parameter and the value that it does not take
   */
  public static void requireFitting(UserFunction function, List<Arg<?>> args) {
    List<Parameter> parameters = function.parameters();
    for (int k = 0; k < args.size(); k++) {
      String name = parameters.isEmpty() ? String.valueOf(k + 1) : parameters.get(k).name();
      if (args.get(k) instanceof Arg.Slices<?> slices) {
        try (var reader = SliceReader.open(slices.file())) {
          requireFitting(slices, reader, name);
        }
      } else if (args.get(k) instanceof Arg.Files<?> files) {
        for (String file : files.files()) {
          requireFitting(files, file, name);
        }
      }
    }
  }

  private static void requireFitting(Arg.Slices<?> slices, SliceReader reader, String argument) {
    if (reader.shape(slices.dataset())[slices.axis()] == 0) {
      return;
    }
    Hdf5Value sample =
        reader.sample(slices.dataset(), slices.spans(), slices.axis(), SAMPLED_ELEMENTS);
    requireFitting(
        sample,
        slices.type(),
        argument,
        "slice 0 of %s in %s".formatted(slices.dataset(), slices.file()));
  }

  private static void requireFitting(Arg.Files<?> files, String file, String argument) {
    requireFile(Path.of(file));
    try (var reader = SliceReader.open(file)) {
      long[] shape = reader.shape(files.dataset());
      boolean large = Shapes.count(shape) > SAMPLED_ELEMENTS;
      Hdf5Value sample =
          large
              ? reader.sample(files.dataset(), files.spans(), -1, SAMPLED_ELEMENTS)
              : reader.part(files.dataset(), files.spans());
      requireFitting(sample, files.type(), argument, files.dataset() + " in " + file);
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith("argument ")
          ? e
          : new IllegalArgumentException("argument " + argument + ": " + e.getMessage(), e);
    }
  }

  private static void requireFitting(
      Hdf5Value sample, Class<?> type, String argument, String what) {
    try {
      SliceValues.convert(sample, type, argument);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s (%s, whose elements are of type %s)"
              .formatted(e.getMessage(), what, sample.type().numpyName()),
          e);
    }
  }

  /** Refuses numbers of computations beyond the ints that the engine uses as indices. */
  public static void requireCountable(long nInputs) {
    if (nInputs > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "nInputs is %s, but at most %s computations fit into one run"
              .formatted(nInputs, Integer.MAX_VALUE - 8));
    }
  }
}
