package org.acmespark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Computation;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Sequences;
import org.apache.spark.api.java.JavaRDD;

/**
 * Makes the arguments of {@link ParallelMap#over}: what differs per computation, what all share,
 * what each reads from a file.
 *
 * <pre>{@code
 * import static org.acmespark.Args.*;
 *
 * over(each(2, 4, 6, 8), all(4), all(3)).map(Walkthrough::f)
 * over(each(range(200)), computation()).map((k, c) -> k * c.random().nextDouble())
 * over(slices("sensors.nc", "data", 0), all(10)).map(Sensors::smooth)
 * }</pre>
 *
 * <p>A value may be null; what is given is copied, though not the objects in it. From Scala: {@code
 * each(0 until 10: _*)}.
 */
public final class Args {
  private Args() {}

  /** Computation {@code i} gets {@code values[i]}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read, no more
  public static <T> Arg<T> each(T... values) {
    return new Arg.Each<>(Sequences.of(Arrays.asList(values)));
  }

  /** Computation {@code i} gets element {@code i}. */
  public static <T> Arg<T> each(Iterable<T> values) {
    if (values instanceof Path) {
      // A Path iterates over its names, which are Paths too: nobody who writes each(path) means
      // them.
      @SuppressWarnings("unchecked")
      T path = (T) values;
      return new Arg.Each<>(Sequences.of(List.of(path)));
    }
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets element {@code i}, as of {@code each(range(200))}. */
  public static <T> Arg<T> each(Sequence<T> values) {
    return new Arg.Each<>(values);
  }

  /** Computation {@code i} gets {@code values[i]}. */
  public static Arg<Double> each(double[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets {@code values[i]}. */
  public static Arg<Float> each(float[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets {@code values[i]}. */
  public static Arg<Integer> each(int[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets {@code values[i]}. */
  public static Arg<Long> each(long[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets {@code values[i]}. */
  public static Arg<Boolean> each(boolean[] values) {
    return new Arg.Each<>(Sequences.of(values));
  }

  /** Computation {@code i} gets element {@code i} of the RDD, in the RDD's order. */
  public static <T> Arg<T> each(JavaRDD<T> values) {
    return new Arg.Distributed<>(values.rdd());
  }

  /**
   * Every computation gets {@code value}, sent once to each executor. What a call changes in it, no
   * other call sees; see {@link ParallelMapBuilder#sharedArguments}.
   */
  public static <T> Arg<T> all(T value) {
    return new Arg.All<>(value);
  }

  /**
   * Computation {@code i} reads {@code dataset[..., i, ...]}, on its executor, as doubles.
   *
   * @param file an HDF5 or netCDF file that every executor sees
   * @param dataset path inside the file, such as {@code /data}; of two dimensions
   * @param axis the dimension along which computations lie, from 0; it is dropped
   * @throws IllegalArgumentException if a name is empty or {@code axis} is negative
   */
  public static Arg<double[]> slices(String file, String dataset, int axis) {
    return slices(file, dataset, axis, double[].class);
  }

  /**
   * As {@link #slices(String, String, int)}, of any rank and element type.
   *
   * @param type what a slice becomes: an array class of the slice's rank such as {@code
   *     float[][].class}, or a number's for a dataset of one dimension
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

  /** The computation's context: its index, its random stream, its logger. */
  public static Arg<Computation> computation() {
    return new Arg.Context();
  }

  /** The numbers from 0 to {@code end - 1}, as Python's {@code range}. */
  public static Sequence<Integer> range(int end) {
    return Sequences.range(0, end, 1);
  }

  /** The numbers from {@code start} to {@code end - 1}. */
  public static Sequence<Integer> range(int start, int end) {
    return Sequences.range(start, end, 1);
  }

  /**
   * The numbers from {@code start} to {@code end}, the end excluded, in steps of {@code step}.
   *
   * @throws IllegalArgumentException if {@code step} is 0
   */
  public static Sequence<Integer> range(int start, int end, int step) {
    return Sequences.range(start, end, step);
  }

  /** The numbers from 0 to {@code end - 1}. */
  public static Sequence<Long> range(long end) {
    return Sequences.range(0, end, 1);
  }

  /** The numbers from {@code start} to {@code end - 1}. */
  public static Sequence<Long> range(long start, long end) {
    return Sequences.range(start, end, 1);
  }

  /**
   * The numbers from {@code start} to {@code end}, the end excluded, in steps of {@code step}.
   *
   * @throws IllegalArgumentException if {@code step} is 0
   */
  public static Sequence<Long> range(long start, long end, long step) {
    return Sequences.range(start, end, step);
  }

  /**
   * {@code n} evenly spaced numbers from {@code a} to {@code b}, both included, as numpy's {@code
   * linspace}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static Sequence<Double> linspace(double a, double b, int n) {
    return Sequences.linspace(a, b, n);
  }
}
