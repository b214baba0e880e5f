package org.acmespark;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.acmespark.binding.AutomaticBinding;
import org.acmespark.binding.InputSources;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.cluster.SparkLease;
import org.acmespark.display.UserFrames;
import org.acmespark.function.SerializationCheck;
import org.acmespark.function.SharedRandom;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.StopClient;
import org.acmespark.model.TimeSpan;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.FunctionNames;
import org.acmespark.plan.LogFile;
import org.acmespark.python.PythonFunctions;
import org.acmespark.run.AcmeProperties;
import org.acmespark.run.ClusterChoice;
import org.acmespark.run.Computing;
import org.acmespark.run.DryRunning;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.OldRuns;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.Resumption;
import org.acmespark.run.RunDescription;
import org.acmespark.run.RunOption;
import org.acmespark.run.SparkMessages;
import org.acmespark.run.UserJars;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.directory.RunLog;
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
  private final EffectiveOptions options;
  private final Map<String, Object> description;
  private final ClusterChoice where;
  private final UserJars userJars;
  private final Optional<ProgressListener> progress;
  private SparkLease lease;
  private Optional<SparkMessages> sparkMessages = Optional.empty();

  private ParallelMap(
      UserFunction function,
      Distribution.Distributed distributed,
      EffectiveOptions options,
      Map<String, Object> description,
      ClusterChoice where,
      UserJars userJars,
      Optional<ProgressListener> progress) {
    this.function = function;
    this.distributed = distributed;
    this.options = options;
    this.description = description;
    this.where = where;
    this.userJars = userJars;
    this.progress = progress;
    if (where.context.isPresent() || where.cluster.isPresent()) {
      this.lease = lease();
    }
  }

  private SparkLease lease() {
    where.slurm().filter(SlurmOptions::wantsMemory).ifPresent(this::findOutMemory);
    return where.lease(
        options.find(RunOption.WORKERS), distributed.nInputs(), options.get(RunOption.VERBOSITY));
  }

  /** What the partition is chosen by. */
  private void findOutMemory(SlurmOptions slurm) {
    DryRun dry = DryRun.of(dryRunning().before(slurm));
    if (dry.failure().isPresent()) {
      throw new AcmeException(
          "partition is auto, but the computation that was to show how much memory is needed has failed; give memPerWorker, or mend it: "
              + dry);
    }
    where.slurm(slurm.withMemoryFor(dry.peakMemory()));
  }

  private DryRunning dryRunning() {
    return new DryRunning(
        Computing.execution(function, distributed, options, userJars),
        options,
        Computing.stacking(options));
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
   * A function that was found elsewhere, with arguments in the order in which it takes them; for
   * fronts in other languages.
   */
  public static Builder<Object> of(UserFunction function, List<Arg<?>> args) {
    return new Builder<>() {
      @Override
      Bound bind(EffectiveOptions options) {
        return new Bound(function, distributed(args, options), Set.of());
      }
    };
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
   * @throws org.acmespark.model.InterruptedRunException if the thread was interrupted or the JVM
   *     told to end; within 10 s, with what was committed in a container
   * @throws org.acmespark.model.AcmeException if something else failed: Spark, a file system; what
   *     was committed before is kept
   */
  public Run<R> compute() {
    RunLog log = log();
    sparkMessages.ifPresent(messages -> messages.to(log));
    try (log) {
      return userJars.during(
          () ->
              Run.of(
                  new Computing(
                          function,
                          distributed,
                          options,
                          description,
                          userJars,
                          () -> spark(log),
                          log,
                          progress)
                      .run()));
    } catch (InterruptedRunException e) {
      throw e;
    } catch (AcmeException e) {
      Optional<Cluster> cluster = Optional.ofNullable(lease).flatMap(SparkLease::cluster);
      throw UserFrames.shortened(
          cluster
              .flatMap(Cluster::lost)
              .map(reason -> new AcmeException(reason + "; what was committed is kept", e))
              .orElse(e));
    } catch (IllegalArgumentException e) {
      throw UserFrames.shortened(e);
    } finally {
      sparkMessages.ifPresent(messages -> messages.to(RunLog.none()));
    }
  }

  /**
   * Makes one computation, drawn at random by the seed, in a JVM of its own on this machine, with
   * the heap of an executor; keeps nothing of it. Starts Spark, if it does not run yet, to see how
   * many cores there are; but no workers of SLURM.
   *
   * @return what it took, and what by that the whole run will take
   * @throws IllegalArgumentException if the function is for this JVM alone, with {@link
   *     Builder#debug}
   * @throws AcmeException if no JVM can be started
   */
  public DryRun dryRun() {
    if (options.get(RunOption.DEBUG)) {
      throw new IllegalArgumentException(
          "debug and dryRun exclude each other: one makes calls in this JVM, the other in another");
    }
    try {
      Optional<SlurmOptions> slurm = where.slurm().filter(options -> lease == null);
      return userJars.during(
          () ->
              DryRun.of(
                  slurm.isPresent()
                      ? dryRunning().before(slurm.get())
                      : dryRunning().on(spark(RunLog.none()))));
    } catch (IllegalArgumentException e) {
      throw UserFrames.shortened(e);
    }
  }

  private JavaSparkContext spark(RunLog log) {
    if (lease == null) {
      obtain(log);
    }
    return lease.context();
  }

  /** Of a Spark that belongs to someone else, the messages are theirs too. */
  private void obtain(RunLog log) {
    var messages = SparkMessages.capture(options.get(RunOption.VERBOSITY));
    messages.to(log);
    try {
      lease = lease();
    } finally {
      if (lease != null && lease.isOurs()) {
        sparkMessages = Optional.of(messages);
      } else {
        messages.close();
      }
    }
  }

  private RunLog log() {
    var threshold =
        options.get(RunOption.VERBOSITY) == Verbosity.VERBOSE
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.INFO;
    if (options.get(RunOption.LOGFILE) instanceof LogFile.At at) {
      return RunLog.at(at.file(), threshold);
    }
    return options.get(RunOption.IN_MEMORY)
            || options.get(RunOption.LOGFILE) instanceof LogFile.None
        ? RunLog.none()
        : RunLog.beside(threshold);
  }

  /** Stops Spark if it was started for this, unless {@link Builder#stopClient} says otherwise. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // Spark would not end in order
    if (lease != null) {
      lease.end(options.get(RunOption.STOP_CLIENT));
      lease = null;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    sparkMessages.ifPresent(SparkMessages::close);
    sparkMessages = Optional.empty();
  }

  /**
   * Options of a run; each method returns this builder. What is not set is taken from the
   * properties {@code spark.acme.*}, else has the default named here.
   *
   * @param <R> type of one result
   */
  public static class Builder<R> {
    private final GivenOptions given = new GivenOptions();
    private Optional<Serializable> typed = Optional.empty();
    private List<Arg<?>> args = List.of();
    private Optional<RecordedCommand> command = Optional.empty();
    private final ClusterChoice where = new ClusterChoice();
    private Optional<ProgressListener> progress = Optional.empty();

    private Builder() {}

    <T> Builder<R> with(RunOption<T> option, T value) {
      given.set(option, value);
      return this;
    }

    /** Takes options that were given elsewhere, as on a command line. */
    public Builder<R> options(GivenOptions others) {
      given.setAll(others);
      return this;
    }

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
      return with(RunOption.NAME, name);
    }

    /**
     * Number of computations, by default found from the arguments.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> nInputs(long n) {
      return with(RunOption.N_INPUTS, n);
    }

    /**
     * The run directory, new or empty; by default a new {@code ACME_...} in the current one. A
     * leading {@code ~} is the home directory.
     */
    public Builder<R> outputDir(String directory) {
      return with(RunOption.OUTPUT_DIR, directory);
    }

    /** As {@link #outputDir(String)}. */
    public Builder<R> outputDir(Path directory) {
      return outputDir(directory.toString());
    }

    /** Keeps results in the driver's memory: {@link Run#values}. Nothing is written. */
    public Builder<R> inMemory() {
      return with(RunOption.IN_MEMORY, true);
    }

    /**
     * Keeps all results in one file, {@code funcname.h5}, as regular datasets. Results travel to
     * the driver, which writes the file: executors need not see the run directory. Excludes {@link
     * #inMemory}, {@link #payload} and other formats than HDF5.
     */
    public Builder<R> singleFile() {
      return with(RunOption.SINGLE_FILE, true);
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
      return with(RunOption.RESULT_SHAPE, ResultShape.of(dims));
    }

    /** Element type of the stacked dataset, by default {@link ResultType#FLOAT64}. */
    public Builder<R> resultType(ResultType type) {
      return with(RunOption.RESULT_TYPE, type);
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
      return with(RunOption.FORMAT, format);
    }

    /** How results are spread over files, by default {@link Payload#AUTO}. */
    public Builder<R> payload(Payload payload) {
      return with(RunOption.PAYLOAD, payload);
    }

    /**
     * Compresses arrays of 16 kB and more and stacked datasets, with a shuffle and deflate, which
     * every HDF5 library reads; by default nothing is compressed. Excludes {@link #inMemory} and
     * other formats than HDF5.
     *
     * @param how {@code deflate:1}, quick, to {@code deflate:9}, small; or {@code none}
     * @throws IllegalArgumentException if it is none of these
     */
    public Builder<R> compression(String how) {
      return with(RunOption.COMPRESSION, Compression.parse(how));
    }

    /**
     * Computations per range, each a Spark task; by default chosen while running, by how long they
     * take.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> rangeSize(long computations) {
      return with(RunOption.RANGE_SIZE, computations);
    }

    /**
     * How often a failed computation is called again, by default 0.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder<R> retries(int times) {
      return with(RunOption.RETRIES, times);
    }

    /**
     * How long one call of the function may take, by default any time. A call that takes longer is
     * interrupted and has failed, with the error {@code TimedOut}; so has one that goes on
     * nevertheless, a second later. Its thread keeps a core busy: an executor with no other core
     * commits what it has and is replaced.
     *
     * @throws IllegalArgumentException if below one millisecond
     */
    public Builder<R> timeout(Duration limit) {
      return with(RunOption.TIMEOUT, limit);
    }

    /**
     * As {@link #timeout(Duration)}, as in {@code 500ms}, {@code 30s}, {@code 5min}, {@code 1.5h}.
     *
     * @throws IllegalArgumentException if it is no such time
     */
    public Builder<R> timeout(String limit) {
      return timeout(TimeSpan.parse("timeout", limit));
    }

    /**
     * Makes all calls on the thread that calls {@link ParallelMap#compute}, one after the other in
     * the order of the inputs, with the function as it is: it is not serialized, breakpoints and
     * step-by-step work. Results and files are as always. Excludes {@link #timeout}.
     */
    public Builder<R> debug() {
      return with(RunOption.DEBUG, true);
    }

    /**
     * What keeps calls from seeing what other calls have changed in an argument of {@link
     * Args#all}, by default {@link SharedArguments#AUTO}. Values per computation are always the
     * call's own.
     */
    public Builder<R> sharedArguments(SharedArguments how) {
      return with(RunOption.SHARED_ARGUMENTS, how);
    }

    /**
     * Takes classes from the user's jars, those in {@code spark.jars}, before those that come with
     * Spark and this library: for a jar with another Guava, Jackson or netCDF than theirs. Classes
     * of Java, Scala, Spark, this library and the logging interfaces are never taken from there.
     */
    public Builder<R> userClasspathFirst() {
      return with(RunOption.USER_CLASSPATH_FIRST, true);
    }

    /** What a failed computation does to the others, by default {@link OnFailure#CONTINUE}. */
    public Builder<R> onFailure(OnFailure policy) {
      return with(RunOption.ON_FAILURE, policy);
    }

    /**
     * Goes on with a run that ended before its time, in its directory: computes what has no
     * committed result there, and nothing else. Function, arguments and options are to be those of
     * that run; its seed is used again.
     *
     * @param runDirectory that of the earlier run
     */
    public Builder<R> resume(Path runDirectory) {
      return resume(runDirectory.toString());
    }

    /** As {@link #resume(Path)}. */
    public Builder<R> resume(String runDirectory) {
      return with(RunOption.RESUME, runDirectory);
    }

    /** With {@link #resume}: does computations that have failed again, too. */
    public Builder<R> retryFailed() {
      return with(RunOption.RETRY_FAILED, true);
    }

    /**
     * With {@link #resume}: goes on though function, arguments or seed are not what they were, so
     * that results of both are mixed.
     */
    public Builder<R> force() {
      return with(RunOption.FORCE, true);
    }

    /** Puts the command line that makes this call into the manifest, so that it can be repeated. */
    public Builder<R> command(RecordedCommand commandLine) {
      command = Optional.of(commandLine);
      return this;
    }

    /** Seed of the random streams, by default drawn. */
    public Builder<R> seed(long seed) {
      return with(RunOption.SEED, seed);
    }

    /** How much is told on standard error, by default {@link Verbosity#NORMAL}. */
    public Builder<R> verbosity(Verbosity verbosity) {
      return with(RunOption.VERBOSITY, verbosity);
    }

    /** Reports progress to {@code listener} instead of showing it. */
    public Builder<R> progress(ProgressListener listener) {
      progress = Optional.of(listener);
      return this;
    }

    /**
     * Sets an option by the name of its property, {@code seed} for {@code spark.acme.seed}, from
     * its text.
     *
     * @throws IllegalArgumentException if there is no such option or its value is not of its kind
     */
    public Builder<R> set(String option, String value) {
      AcmeProperties.set(given, option, value);
      return this;
    }

    /**
     * The log file, continued if it is there; by default {@code ACME_funcname_YYYYMMDD-hhmmss.log}
     * beside the results, and none for a run in memory.
     *
     * <p>It has what the run, the function's loggers and, if it was started for this, Spark say.
     *
     * @throws IllegalArgumentException if its folder does not exist
     */
    public Builder<R> logfile(Path file) {
      return with(RunOption.LOGFILE, new LogFile.At(file));
    }

    /** Writes no log file. */
    public Builder<R> noLogfile() {
      return with(RunOption.LOGFILE, new LogFile.None());
    }

    /**
     * Removes, before the run begins, the directories of earlier runs that lie where its own will
     * lie and have not changed for that long; by default none is. What is removed is said as in
     * {@link OldRuns}, which also tells what is never touched.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder<R> cleanupOlderThan(Duration age) {
      return with(RunOption.CLEANUP_OLDER_THAN, age);
    }

    /** As {@link #cleanupOlderThan}, in days. */
    public Builder<R> cleanupThresholdDays(int days) {
      return cleanupOlderThan(Duration.ofDays(days));
    }

    /**
     * Cores of a run in this JVM, by default all; or jobs of SLURM, each a worker.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Builder<R> workers(int cores) {
      return with(RunOption.WORKERS, cores);
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

    /**
     * What {@link ParallelMap#close} does to the cluster, by default {@link
     * StopClient#IF_STARTED_HERE}.
     */
    public Builder<R> stopClient(StopClient stop) {
      return with(RunOption.STOP_CLIENT, stop);
    }

    /**
     * Finds the function and plans the run. Nothing is started or written, but that an RDD among
     * the arguments is counted.
     *
     * @throws IllegalArgumentException if an argument or option is wrong; says which and why
     */
    public ParallelMap<R> build() {
      try {
        return plan();
      } catch (IllegalArgumentException | AcmeException e) {
        throw UserFrames.shortened(e);
      }
    }

    private ParallelMap<R> plan() {
      GivenOptions properties = AcmeProperties.read();
      var options = EffectiveOptions.of(given, properties);
      boolean first = options.get(RunOption.USER_CLASSPATH_FIRST);
      UserJars userJars = first ? UserJars.first() : UserJars.last();
      return userJars.during(() -> plan(options, where.over(given, properties), userJars));
    }

    private ParallelMap<R> plan(EffectiveOptions options, ClusterChoice all, UserJars userJars) {
      Bound bound = bind(options);
      Computing.requirePossible(options, bound.function(), bound.distributed().nInputs());
      FunctionNames.requireSafe(options.find(RunOption.NAME).orElse(bound.function().name()));
      InputSources.requireCountable(bound.distributed().nInputs());
      InputSources.requireFitting(bound.function(), bound.distributed().args());
      boolean inMemory = options.get(RunOption.IN_MEMORY);
      if (!inMemory && options.resume().isEmpty()) {
        RunDirectory.check(options.find(RunOption.OUTPUT_DIR));
      }
      all.requirePossible(options);
      if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
        bound.assigned().forEach(Builder::warnOfAssigned);
        warnOfRandom();
      }
      Map<String, Object> description =
          inMemory
              ? Map.of()
              : RunDescription.of(bound.function(), bound.distributed(), options, command);
      options.resume().ifPresent(resume -> Resumption.requireSame(resume, description));
      return new ParallelMap<>(
          bound.function(), bound.distributed(), options, description, all, userJars, progress);
    }

    Bound bind(EffectiveOptions options) {
      Serializable code = typed.orElseThrow();
      Set<String> assigned =
          options.get(RunOption.DEBUG) ? Set.of() : SerializationCheck.require(code);
      return new Bound(UserFunction.of(code), distributed(args, options), assigned);
    }

    static Distribution.Distributed distributed(List<Arg<?>> args, EffectiveOptions options) {
      return Distribution.typed(args, nInputs(options), InputSources::length);
    }

    static OptionalLong nInputs(EffectiveOptions options) {
      return options.find(RunOption.N_INPUTS).stream().mapToLong(n -> n).findAny();
    }

    private void warnOfRandom() {
      typed
          .flatMap(SharedRandom::capturedBy)
          .ifPresent(
              found ->
                  System.err.println(
                      "acme: warning: "
                          + found
                          + ": each executor would have a copy with the same state, which its computations share, so that numbers repeat and depend on the order of calls; add computation() to the arguments and draw from its random(): over(each(...), computation()).map((x, c) -> ... c.random().nextDouble() ...)"));
    }

    private static void warnOfAssigned(String variable) {
      System.err.printf(
          "acme: warning: the function assigns the variable %s; every executor has a copy of its own, and what is assigned there does not come back%n",
          variable);
    }
  }

  /**
   * A function and what its computations get.
   *
   * @param assigned variables of a notebook that the function may assign
   */
  record Bound(UserFunction function, Distribution.Distributed distributed, Set<String> assigned) {}

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
      positional.addAll(values == null ? Collections.singletonList(null) : Arrays.asList(values));
      return this;
    }

    /**
     * Adds an argument by its parameter's name.
     *
     * @throws IllegalArgumentException if it was given before
     */
    public Named arg(String name, Object value) {
      if (byName.containsKey(name)) {
        throw new IllegalArgumentException("argument " + name + " is given twice");
      }
      byName.put(name, value);
      return this;
    }

    /**
     * The interpreter of a function in Python; else property {@code spark.acme.python}, environment
     * variable {@code ACME_PYTHON}, or {@code python3}.
     */
    public Named python(String interpreter) {
      with(RunOption.PYTHON, interpreter);
      return this;
    }

    private List<UserFunction> functions(EffectiveOptions options) {
      if (!PythonFunctions.isPython(function)) {
        var loader = Thread.currentThread().getContextClassLoader();
        return UserFunction.candidates(function, loader);
      }
      var standard = PythonFunctions.Settings.standard();
      boolean whole = options.get(RunOption.FORMAT) == Format.PICKLE;
      var settings =
          new PythonFunctions.Settings(
              options.find(RunOption.PYTHON).orElse(standard.interpreter()),
              standard.path(),
              standard.directory(),
              whole);
      return List.of(PythonFunctions.named(function, settings));
    }

    @Override
    Bound bind(EffectiveOptions options) {
      var bound =
          AutomaticBinding.bind(
              functions(options), positional, byName, nInputs(options), InputSources::length);
      return new Bound(
          bound.function(), new Distribution.Distributed(bound.nInputs(), bound.args()), Set.of());
    }
  }
}
