package org.acmespark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.binding.FileInputs;
import org.acmespark.model.Arg;
import org.acmespark.model.Computation;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Sequences;
import org.apache.spark.api.java.JavaRDD;

/**
 * Creates the arguments of {@link ParallelMap#over}: values that differ per computation, values
 * that all computations share, and slices that each computation reads from a file.
 *
 * <pre>{@code
 * import static org.acmespark.Args.*;
 *
 * over(each(2, 4, 6, 8), all(4), all(3)).map(Walkthrough::f)
 * over(each(range(200)), computation()).map((k, c) -> k * c.random().nextDouble())
 * over(slices("sensors.nc", "data", 0), all(10)).map(Sensors::smooth)
 * }</pre>
 *
 * <p>A value may be null. Given values are copied, but not the objects in them. Scala code calls
 * {@code each(0 until 10: _*)}.
 */
public final class Args {
  private Args() {}

  /** Gives {@code values[i]} to computation {@code i}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read, no more
  public static <T> Arg<T> each(T... values) {
    return new Arg.Each<>(Sequences.of(Arrays.asList(values)));
  }

  /** Gives element {@code i} to computation {@code i}. */
  public static <T> Arg<T> each(Iterable<T> values) {
    if (values instanceof Path) {
      // A Path iterates over its names, which are Paths too, but each(path) means the path itself.
      @SuppressWarnings("unchecked")
      T path = (T) values;
      return new Arg.Each<>(Sequences.of(List.of(path)));
    }
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives element {@code i} to computation {@code i}, as in {@code each(range(200))}. */
  public static <T> Arg<T> each(Sequence<T> values) {
    return new Arg.Each<>(values);
  }

  /** Gives {@code values[i]} to computation {@code i}. */
  public static Arg<Double> each(double[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives {@code values[i]} to computation {@code i}. */
  public static Arg<Float> each(float[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives {@code values[i]} to computation {@code i}. */
  public static Arg<Integer> each(int[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives {@code values[i]} to computation {@code i}. */
  public static Arg<Long> each(long[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives {@code values[i]} to computation {@code i}. */
  public static Arg<Boolean> each(boolean[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Gives element {@code i} of the RDD to computation {@code i}, in the RDD's order. */
  public static <T> Arg<T> each(JavaRDD<T> values) {
    return new Arg.Distributed<>(values.rdd());
  }

  /**
   * Gives {@code value} to every computation and sends it once to each executor. No call sees what
   * another call changes in the value; see {@link ParallelMapBuilder#sharedArguments}.
   */
  public static <T> Arg<T> all(T value) {
    return new Arg.All<>(value);
  }

  /**
   * Lets computation {@code i} read {@code dataset[..., i, ...]} as doubles, on its executor.
   *
   * @param file an HDF5 or netCDF file that every executor can read
   * @param dataset path inside the file, such as {@code /data}; the dataset has two dimensions
   * @param axis the dimension along which computations lie, counted from 0; a slice does not have
   *     it
   * @throws IllegalArgumentException if a name is empty or {@code axis} is negative
   */
  public static Arg<double[]> slices(String file, String dataset, int axis) {
    return slices(file, dataset, axis, double[].class);
  }

  /**
   * Lets each computation read a slice of any rank and element type, like {@link #slices(String,
   * String, int)}.
   *
   * @param type class of a slice: an array class of the slice's rank such as {@code
   *     float[][].class}, or a number class if the dataset has one dimension
   */
  public static <T> Arg<T> slices(String file, String dataset, int axis, Class<T> type) {
    if (file.isEmpty() || dataset.isEmpty()) {
      throw new IllegalArgumentException(
          "slices(\"%s\", \"%s\", %s): file and dataset must have names"
              .formatted(file, dataset, axis));
    }
    if (axis < 0) {
      throw new IllegalArgumentException(
          "slices: axis is " + axis + ", but dimensions are counted from 0");
    }
    return new Arg.Slices<>(HomeDirectory.expand(file), dataset, axis, type);
  }

  /**
   * Gives each computation its part of files that a text names as on the command line, read on its
   * executor.
   *
   * <pre>{@code
   * over(from("trials.npy[*,0:500]", double[].class)).map(Trials::mean)
   * over(from("sub-*.h5:/data", double[][].class)).map(Subjects::spectrum)   // a file each
   * }</pre>
   *
   * @param source as in {@link Datasets#input}, with a part for each computation
   * @param type class of the value that a computation gets
   * @throws IllegalArgumentException if the text does not name different parts, or a file or
   *     dataset does not exist
   */
  public static <T> Arg<T> from(String source, Class<T> type) {
    return FileInputs.typed(Datasets.input(source), type, source);
  }

  /** Gives each computation its context, which has its index, its random stream and its logger. */
  public static Arg<Computation> computation() {
    return new Arg.Context();
  }

  /** Returns the numbers from 0 to {@code end - 1}, as Python's {@code range} does. */
  public static Sequence<Integer> range(int end) {
    return Sequences.range(0, end, 1);
  }

  /** Returns the numbers from {@code start} to {@code end - 1}. */
  public static Sequence<Integer> range(int start, int end) {
    return Sequences.range(start, end, 1);
  }

  /**
   * Returns the numbers from {@code start} to {@code end} in steps of {@code step}, without {@code
   * end}.
   *
   * @throws IllegalArgumentException if {@code step} is 0
   */
  public static Sequence<Integer> range(int start, int end, int step) {
    return Sequences.range(start, end, step);
  }

  /** Returns the numbers from 0 to {@code end - 1}. */
  public static Sequence<Long> range(long end) {
    return Sequences.range(0, end, 1);
  }

  /** Returns the numbers from {@code start} to {@code end - 1}. */
  public static Sequence<Long> range(long start, long end) {
    return Sequences.range(start, end, 1);
  }

  /**
   * Returns the numbers from {@code start} to {@code end} in steps of {@code step}, without {@code
   * end}.
   *
   * @throws IllegalArgumentException if {@code step} is 0
   */
  public static Sequence<Long> range(long start, long end, long step) {
    return Sequences.range(start, end, step);
  }

  /**
   * Returns {@code n} evenly spaced numbers from {@code a} to {@code b}, both included, as numpy's
   * {@code linspace} does.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static Sequence<Double> linspace(double a, double b, int n) {
    return Sequences.linspace(a, b, n);
  }
}
