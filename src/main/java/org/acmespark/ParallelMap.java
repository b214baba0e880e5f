package org.acmespark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.plan.OnFailure;
import org.acmespark.plan.Payload;
import org.acmespark.plan.Verbosity;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Skeleton. */
public final class ParallelMap<R> implements AutoCloseable {
  public static <A> Over1<A> over(Arg<A> a) {
    return new Over1<>(a);
  }

  public static <A, B> Over2<A, B> over(Arg<A> a, Arg<B> b) {
    return new Over2<>(a, b);
  }

  public static <A, B, C> Over3<A, B, C> over(Arg<A> a, Arg<B> b, Arg<C> c) {
    return new Over3<>(a, b, c);
  }

  /** A function by name, "com.example.Filters::lowpass", found through the context class loader. */
  public static Named named(String function) {
    throw new UnsupportedOperationException();
  }

  public Run<R> compute() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  /** Options, each refused with an IllegalArgumentException if wrong. */
  public static class Builder<R> {
    static <R> Builder<R> typed(Serializable function, List<Arg<?>> args) {
      throw new UnsupportedOperationException();
    }

    public Builder<R> name(String name) {
      return this;
    }

    public Builder<R> nInputs(long n) {
      return this;
    }

    public Builder<R> outputDir(String directory) {
      return this;
    }

    public Builder<R> outputDir(Path directory) {
      return this;
    }

    public Builder<R> inMemory() {
      return this;
    }

    public Builder<R> payload(Payload payload) {
      return this;
    }

    public Builder<R> rangeSize(long computations) {
      return this;
    }

    public Builder<R> retries(int times) {
      return this;
    }

    public Builder<R> onFailure(OnFailure policy) {
      return this;
    }

    public Builder<R> seed(long seed) {
      return this;
    }

    public Builder<R> verbosity(Verbosity verbosity) {
      return this;
    }

    public Builder<R> workers(int cores) {
      return this;
    }

    public Builder<R> spark(JavaSparkContext context) {
      return this;
    }

    public Builder<R> spark(SparkContext context) {
      return this;
    }

    /** Checks everything; nothing is started or written before. */
    public ParallelMap<R> build() {
      throw new UnsupportedOperationException();
    }
  }

  /**
   * The automatic way: values are distributed as ACME does. Values: scalars, Strings, Lists,
   * arrays, or an Arg (each(..), all(..), slices(..), range(..)) which overrides the automatic
   * rule.
   */
  public static final class Named extends Builder<Object> {
    public Named args(Object... values) {
      return this;
    }

    public Named arg(String name, Object value) {
      return this;
    }
  }
}
