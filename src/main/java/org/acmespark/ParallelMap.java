package org.acmespark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.cluster.SparkLease;
import org.acmespark.function.SerializationCheck;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.FunctionNames;
import org.acmespark.plan.RunOptions;
import org.acmespark.store.RunDirectory;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Calls a function once per computation, in parallel on Spark, and leaves the results in HDF5
 * files.
 *
 * <pre>{@code
 * static double f(double x, double y, double z) { return (x + y) * z; }
 *
 * try (var pmap = ParallelMap.over(each(2, 4, 6, 8), all(4), all(3)).map(Walkthrough::f).build()) {
 *   var run = pmap.compute();
 *   run.container();     // .../ACME_20261122-100302-976973/f.h5
 * }
 * }</pre>
 *
 * <p>The SparkContext that runs in this JVM, or was given, is used and left running; otherwise one
 * is started with the first {@link #compute} and stopped with {@link #close}. Lives on the driver;
 * not thread-safe.
 *
 * @param <R> type of one result
 */
public final class ParallelMap<R> implements AutoCloseable {
  private final UserFunction function;
  private final Distribution.Distributed distributed;
  private final RunOptions options;
  private final ClusterChoice where;
  private SparkLease lease;

  private ParallelMap(
      UserFunction function,
      Distribution.Distributed distributed,
      RunOptions options,
      ClusterChoice where) {
    this.function = function;
    this.distributed = distributed;
    this.options = options;
    this.where = where;
    if (where.context.isPresent() || where.cluster.isPresent()) {
      this.lease = lease();
    }
  }

  private SparkLease lease() {
    return where.lease(options.workers(), distributed.nInputs(), options.verbosity());
  }

  /** One argument; the function follows with {@code map} or {@code forEach}. */
  public static <A> Over1<A> over(Arg<A> a) {
    return new Over1<>(a);
  }

  /** Two arguments. */
  public static <A, B> Over2<A, B> over(Arg<A> a, Arg<B> b) {
    return new Over2<>(a, b);
  }

  /** Three arguments. */
  public static <A, B, C> Over3<A, B, C> over(Arg<A> a, Arg<B> b, Arg<C> c) {
    return new Over3<>(a, b, c);
  }

  /** Four arguments. */
  public static <A, B, C, D> Over4<A, B, C, D> over(Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d) {
    return new Over4<>(a, b, c, d);
  }

  /** Five arguments. */
  public static <A, B, C, D, E> Over5<A, B, C, D, E> over(
      Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e) {
    return new Over5<>(a, b, c, d, e);
  }

  /** Six arguments. */
  public static <A, B, C, D, E, F> Over6<A, B, C, D, E, F> over(
      Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e, Arg<F> f) {
    return new Over6<>(a, b, c, d, e, f);
  }

  /**
   * A static method by name, whose arguments are distributed as ACME does: lists, ranges and
   * one-dimensional arrays with as many elements as there are computations are split, everything
   * else is shared.
   *
   * <pre>{@code
   * ParallelMap.named("com.example.Filters::lowpass").args(List.of(2, 4, 6, 8), 4).arg("z", 3);
   * }</pre>
   *
   * @param function {@code package.Class::method}, found through the thread's context class loader
   */
  public static Named named(String function) {
    return new Named(function);
  }

  /**
   * The dimensions that a text names, for {@link Builder#resultShape}: {@code stack,10,inf}.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static long[] dims(String text) {
    return ResultShape.parse(text);
  }

  /**
   * Makes all calls, on the executors, and returns when their results are committed.
   *
   * @return what came of it; computations whose function failed are in {@link Run#failures}
   * @throws AcmeException if something else failed: Spark, a file system; what was committed before
   *     is kept
   */
  public Run<R> compute() {
    if (lease == null) {
      lease = lease();
    }
    Optional<Cluster> cluster = lease.cluster();
    try {
      return new Computing(function, distributed, options, lease.context()).run();
    } catch (AcmeException e) {
      throw cluster
          .flatMap(Cluster::lost)
          .map(reason -> new AcmeException(reason + "; what was committed is kept", e))
          .orElse(e);
    }
  }

  /** Stops Spark if it was started for this, unless {@link Builder#stopClient} says otherwise. */
  @Override
  public void close() {
    if (lease != null) {
      lease.end(where.stop());
      lease = null;
    }
  }

  /**
   * Options of a run; each method returns this builder. What is not set is taken from the
   * properties {@code spark.acme.*}, else has the default named here.
   *
   * @param <R> type of one result
   */
  public static class Builder<R> {
    private final Options given = new Options();
    private Optional<Serializable> typed = Optional.empty();
    private List<Arg<?>> args = List.of();
    private final ClusterChoice where = new ClusterChoice();

    private Builder() {}

    static <R> Builder<R> typed(Serializable function, List<Arg<?>> args) {
      var builder = new Builder<R>();
      builder.typed = Optional.of(function);
      builder.args = args;
      return builder;
    }

    /**
     * Name of the result files, by default that of the method ({@code lambda} for a lambda).
     *
     * @throws IllegalArgumentException if it is no safe file name
     */
    public Builder<R> name(String name) {
      given.name = Optional.of(FunctionNames.requireSafe(name));
      return this;
    }

    /**
     * Number of computations, by default found from the arguments.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> nInputs(long n) {
      given.nInputs = OptionalLong.of(atLeast("nInputs", n, 1));
      return this;
    }

    /** The run directory, new or empty; by default a new {@code ACME_...} in the current one. */
    public Builder<R> outputDir(String directory) {
      given.outputDir = Optional.of(directory);
      return this;
    }

    /** As {@link #outputDir(String)}. */
    public Builder<R> outputDir(Path directory) {
      return outputDir(directory.toString());
    }

    /** Keeps results in the driver's memory: {@link Run#values}. Nothing is written. */
    public Builder<R> inMemory() {
      return inMemory(true);
    }

    Builder<R> inMemory(boolean inMemory) {
      given.inMemory = inMemory;
      return this;
    }

    /**
     * Slots the first return value of every computation into one dataset, {@code result_0}, of this
     * shape.
     *
     * <pre>{@code
     * .resultShape(STACK, 10, 9)        // results of shape (10, 9), stacked along the first axis
     * .resultShape(STACK, UNLIMITED)    // results of one dimension, of any length
     * }</pre>
     *
     * @param dims lengths, {@link org.acmespark.model.Dim#STACK} once, and at most once {@link
     *     org.acmespark.model.Dim#UNLIMITED}
     * @throws IllegalArgumentException if it is no such shape
     */
    public Builder<R> resultShape(long... dims) {
      given.resultShape = Optional.of(ResultShape.of(dims));
      return this;
    }

    /** Element type of the stacked dataset, by default {@link ResultType#FLOAT64}. */
    public Builder<R> resultType(ResultType type) {
      given.resultType = Optional.of(type);
      return this;
    }

    /**
     * What kind of files results are kept in, by default {@link Format#HDF5}.
     *
     * <p>With the others each computation has a file of its own, {@code funcname_7.pickle} or
     * {@code funcname_7.ser}, directly in the run directory, and there is no container: see {@link
     * Run#files} and {@link Run#file}. A value that Python would not understand is kept by Java
     * serialization, for {@link SerializedResults}. Excludes {@link #inMemory} and {@link
     * #payload}.
     */
    public Builder<R> format(Format format) {
      given.format = Optional.of(format);
      return this;
    }

    /** How results are spread over files, by default {@link Payload#AUTO}. */
    public Builder<R> payload(Payload payload) {
      given.payload = Optional.of(payload);
      return this;
    }

    /**
     * Computations per range, each a Spark task; by default chosen while running, by how long they
     * take.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> rangeSize(long computations) {
      given.rangeSize = OptionalLong.of(atLeast("rangeSize", computations, 1));
      return this;
    }

    /**
     * How often a failed computation is called again, by default 0.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder<R> retries(int times) {
      given.retries = OptionalInt.of((int) atLeast("retries", times, 0));
      return this;
    }

    /** What a failed computation does to the others, by default {@link OnFailure#CONTINUE}. */
    public Builder<R> onFailure(OnFailure policy) {
      given.onFailure = Optional.of(policy);
      return this;
    }

    /** Seed of the random streams, by default drawn. */
    public Builder<R> seed(long seed) {
      given.seed = OptionalLong.of(seed);
      return this;
    }

    /** How much is told on standard error, by default {@link Verbosity#NORMAL}. */
    public Builder<R> verbosity(Verbosity verbosity) {
      given.verbosity = Optional.of(verbosity);
      return this;
    }

    /**
     * Cores of a run in this JVM, by default all; or jobs of SLURM, each a worker.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> workers(int cores) {
      given.workers = OptionalInt.of((int) atLeast("nWorkers", cores, 1));
      return this;
    }

    /** Runs on this context, which is left running. */
    public Builder<R> spark(JavaSparkContext context) {
      return spark(context.sc());
    }

    /** Runs on this context, which is left running. */
    public Builder<R> spark(SparkContext context) {
      where.context = Optional.of(context);
      return this;
    }

    /** Runs on this cluster, which is left open. */
    public Builder<R> cluster(Cluster cluster) {
      where.cluster = Optional.of(cluster);
      return this;
    }

    /**
     * Runs on workers that SLURM starts for it with the first {@link ParallelMap#compute}; as many
     * as {@link #workers} or the options say, else enough for all computations at a time, up to the
     * site's cap.
     */
    public Builder<R> slurm(SlurmOptions options) {
      where.slurm = Optional.of(options);
      return this;
    }

    /** What {@link ParallelMap#close} does to the cluster, by default {@link StopClient#AUTO}. */
    public Builder<R> stopClient(StopClient stop) {
      where.stop = Optional.of(stop);
      return this;
    }

    Builder<R> slurmProperty(String option, String value) {
      where.slurmProperties.put(option, value);
      return this;
    }

    /**
     * Finds the function and plans the run. Nothing is started or written, but that an RDD among
     * the arguments is counted.
     *
     * @throws IllegalArgumentException if an argument or option is wrong; says which and why
     */
    public ParallelMap<R> build() {
      var properties = new Builder<Object>();
      Properties.apply(properties);
      RunOptions options = given.over(properties.given);
      OptionalLong nInputs = given.nInputs.isPresent() ? given.nInputs : properties.given.nInputs;
      Bound bound = bind(nInputs);
      Computing.requirePossible(options, bound.function(), bound.distributed().nInputs());
      FunctionNames.requireSafe(options.name().orElse(bound.function().name()));
      InputSources.requireCountable(bound.distributed().nInputs());
      if (!options.inMemory()) {
        RunDirectory.check(options.outputDir());
      }
      ClusterChoice all = where.over(properties.where);
      all.requirePossible(options.workers());
      return new ParallelMap<>(bound.function(), bound.distributed(), options, all);
    }

    Bound bind(OptionalLong nInputs) {
      Serializable code = typed.orElseThrow();
      SerializationCheck.require(code);
      return new Bound(
          UserFunction.of(code), Distribution.typed(args, nInputs, InputSources::length));
    }

    private static long atLeast(String option, long value, long least) {
      if (value < least) {
        throw new IllegalArgumentException(
            "%s is %d, but must be %d or more".formatted(option, value, least));
      }
      return value;
    }
  }

  /** A function and what its computations get. */
  record Bound(UserFunction function, Distribution.Distributed distributed) {}

  /** Arguments of a function given by name; options follow after them. */
  public static final class Named extends Builder<Object> {
    private final String function;
    private final List<Object> positional = new ArrayList<>();
    private final Map<String, Object> byName = new LinkedHashMap<>();

    private Named(String function) {
      this.function = function;
    }

    /**
     * Adds arguments in the order of the parameters: numbers, strings, lists, arrays, sequences, or
     * an {@link Arg} of {@link Args}, which says itself how it is distributed.
     */
    public Named args(Object... values) {
      positional.addAll(List.of(values));
      return this;
    }

    /**
     * Adds an argument by its parameter's name.
     *
     * @throws IllegalArgumentException if it was given before
     */
    public Named arg(String name, Object value) {
      if (byName.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("argument " + name + " is given twice");
      }
      return this;
    }

    @Override
    Bound bind(OptionalLong nInputs) {
      var bound =
          AutomaticBinding.bind(
              function,
              Thread.currentThread().getContextClassLoader(),
              positional,
              byName,
              nInputs,
              InputSources::length);
      return new Bound(
          bound.function(), new Distribution.Distributed(bound.nInputs(), bound.args()));
    }
  }
}
