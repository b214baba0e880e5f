package org.acmespark.model;

import java.io.Serializable;

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
  }

  /** Every computation gets the same value, sent once to each executor. */
  record All<T>(T value) implements Arg<T> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.all(this);
    }
  }

  /**
   * Computation {@code i} gets the hyperslab with index {@code i} along {@code axis} (from 0) of a
   * dataset. The executor reads it, and the axis is dropped.
   *
   * @param file an HDF5 or netCDF file that the executors see
   * @param dataset path of the dataset inside the file, such as {@code /data}
   */
  record Slices<T>(String file, String dataset, int axis, Class<T> type) implements Arg<T> {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.slices(this);
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

  /** One method for each kind of argument. */
  interface Cases<R> {
    R each(Each<?> each);

    R all(All<?> all);

    R slices(Slices<?> slices);

    R distributed(Distributed<?> distributed);

    R context(Context context);
  }
}
