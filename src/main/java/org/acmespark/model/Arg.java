package org.acmespark.model;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * One argument of the user's function. It differs between computations, is the same in all, is read
 * from a file by each computation, or is the computation's context.
 *
 * <p>The factories in {@code org.acmespark.Args} create arguments.
 *
 * @param <T> type of the parameter that receives it
 */
public sealed interface Arg<T> extends Serializable {
  /** Computation {@code i} gets {@code values.get(i)}. */
  record Each<T>(Sequence<T> values) implements Arg<T> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.each(this);
    }

    @Override
    public Optional<Sequence<T>> sentWithRanges() {
      return Optional.of(values);
    }
  }

  /** Every computation gets the same value, sent once to each executor. */
  record All<T>(T value) implements Arg<T> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.all(this);
    }

    @Override
    public Optional<All<T>> sentOnce() {
      return Optional.of(this);
    }
  }

  /**
   * Computation {@code i} gets the hyperslab with index {@code i} along {@code axis} (from 0) of a
   * dataset. The executor reads it, and the axis is dropped.
   *
   * @param file an HDF5, netCDF or {@code .npy} file that the executors see
   * @param dataset path of the dataset inside the file, such as {@code /data}; {@code /} for the
   *     array of an {@code .npy} file
   * @param spans what is read of each dimension, in the order of the dimensions; empty for all. The
   *     one of {@code axis} is {@link Span#ALL}.
   */
  record Slices<T>(String file, String dataset, int axis, List<Span> spans, Class<T> type)
      implements Arg<T> {
    public Slices {
      spans = List.copyOf(spans);
    }

    /** Slices with everything along the other dimensions. */
    public Slices(String file, String dataset, int axis, Class<T> type) {
      this(file, dataset, axis, List.of(), type);
    }

    /** Returns the same slices, converted to another type. */
    public <U> Slices<U> as(Class<U> other) {
      return new Slices<>(file, dataset, axis, spans, other);
    }

    /** Returns the same slices of another file. */
    public Slices<T> in(String other) {
      return new Slices<>(other, dataset, axis, spans, type);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.slices(this);
    }
  }

  /**
   * Computation {@code i} gets a dataset of file {@code i}, or a part of it. The executor reads it.
   *
   * @param files HDF5, netCDF or {@code .npy} files that the executors see
   * @param dataset path of the dataset, the same in all files; {@code /} for {@code .npy}
   * @param spans what is read of each dimension; empty for all
   */
  record Files<T>(List<String> files, String dataset, List<Span> spans, Class<T> type)
      implements Arg<T> {
    public Files {
      files = List.copyOf(files);
      spans = List.copyOf(spans);
    }

    /** Returns the same datasets, converted to another type. */
    public <U> Files<U> as(Class<U> other) {
      return new Files<>(files, dataset, spans, other);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.files(this);
    }
  }

  /**
   * Indices along one dimension of a dataset, counted from 0.
   *
   * @param start first index
   * @param stop index at which the span ends, which does not belong to it; {@link #END} for the
   *     length of the dimension
   * @param step distance between indices, at least 1
   * @param single whether the span is one index, whose dimension is dropped
   */
  record Span(long start, long stop, long step, boolean single) implements Serializable {
    public static final long END = -1;

    /** All indices. */
    public static final Span ALL = new Span(0, END, 1, false);

    /** As the command line writes it: {@code 0:500}, {@code ::2}, {@code 3}. */
    @Override
    public String toString() {
      if (single) {
        return Long.toString(start);
      }
      String text = (start == 0 && stop == END ? "" : start) + ":" + (stop == END ? "" : stop);
      return step == 1 ? text : text + ":" + step;
    }
  }

  /** The elements of a Spark RDD ({@code org.apache.spark.rdd.RDD}), in the RDD's order. */
  record Distributed<T>(Object rdd) implements Arg<T> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.distributed(this);
    }
  }

  /** The computation's context. */
  record Context() implements Arg<Computation> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.context(this);
    }
  }

  /**
   * Calls the method for the kind of this argument, and returns what it returns. Java 17 has no
   * switch over types; with this, a new kind of argument compiles only when every use covers it.
   */
  <R> R match(Cases<R> cases);

  /** This argument if its value is sent to each executor once, before the computations. */
  default Optional<All<T>> sentOnce() {
    return Optional.empty();
  }

  /** The values, one for each computation, if they are sent together with the computations. */
  default Optional<Sequence<T>> sentWithRanges() {
    return Optional.empty();
  }

  /** One method for each kind of argument. */
  interface Cases<R> {
    R each(Each<?> each);

    R all(All<?> all);

    R slices(Slices<?> slices);

    R files(Files<?> files);

    R distributed(Distributed<?> distributed);

    R context(Context context);
  }
}
