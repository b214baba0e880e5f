package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.acmespark.binding.InputSources;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.display.UserFrames;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
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
import org.acmespark.plan.LogFile;
import org.acmespark.run.AcmeProperties;
import org.acmespark.run.ClusterChoice;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.OldRuns;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.RunOption;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Options of a run; each method returns this builder. What is not set is taken from the properties
 * {@code spark.acme.*}, else has the default named here.
 *
 * @param <R> type of one result
 */
public abstract class ParallelMapBuilder<R> {
  private final GivenOptions given = new GivenOptions();
  private Optional<RecordedCommand> command = Optional.empty();
  private final ClusterChoice where = new ClusterChoice();
  private Optional<ProgressListener> progress = Optional.empty();

  ParallelMapBuilder() {}

  <T> ParallelMapBuilder<R> with(RunOption<T> option, T value) {
    given.set(option, value);
    return this;
  }

  /** Takes options that were given elsewhere, as on a command line. */
  public ParallelMapBuilder<R> options(GivenOptions others) {
    given.setAll(others);
    return this;
  }

  /**
   * Name of the result files, by default that of the method ({@code lambda} for a lambda).
   *
   * @throws IllegalArgumentException if it is no safe file name
   */
  public ParallelMapBuilder<R> name(String name) {
    return with(RunOption.NAME, name);
  }

  /**
   * Number of computations, by default found from the arguments.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> nInputs(long n) {
    return with(RunOption.N_INPUTS, n);
  }

  /**
   * The run directory, new or empty; by default a new {@code ACME_...} in the current one. A
   * leading {@code ~} is the home directory.
   */
  public ParallelMapBuilder<R> outputDir(String directory) {
    return with(RunOption.OUTPUT_DIR, directory);
  }

  /** As {@link #outputDir(String)}. */
  public ParallelMapBuilder<R> outputDir(Path directory) {
    return outputDir(directory.toString());
  }

  /** Keeps results in the driver's memory: {@link Run#values}. Nothing is written. */
  public ParallelMapBuilder<R> inMemory() {
    return with(RunOption.IN_MEMORY, true);
  }

  /**
   * Keeps all results in one file, {@code funcname.h5}, as regular datasets. Results travel to the
   * driver, which writes the file: executors need not see the run directory. Excludes {@link
   * #inMemory}, {@link #payload} and other formats than HDF5.
   */
  public ParallelMapBuilder<R> singleFile() {
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
  public ParallelMapBuilder<R> resultShape(long... dims) {
    return with(RunOption.RESULT_SHAPE, ResultShape.of(dims));
  }

  /** Element type of the stacked dataset, by default {@link ResultType#FLOAT64}. */
  public ParallelMapBuilder<R> resultType(ResultType type) {
    return with(RunOption.RESULT_TYPE, type);
  }

  /**
   * What kind of files results are kept in, by default {@link Format#HDF5}.
   *
   * <p>With the others each computation has a file of its own, {@code funcname_7.pickle} or {@code
   * funcname_7.ser}, directly in the run directory, and there is no container: see {@link
   * Run#files} and {@link Run#file}. A value that Python would not understand is kept by Java
   * serialization, for {@link SerializedResults}. Excludes {@link #inMemory} and {@link #payload}.
   */
  public ParallelMapBuilder<R> format(Format format) {
    return with(RunOption.FORMAT, format);
  }

  /** How results are spread over files, by default {@link Payload#AUTO}. */
  public ParallelMapBuilder<R> payload(Payload payload) {
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
  public ParallelMapBuilder<R> compression(String how) {
    return with(RunOption.COMPRESSION, Compression.parse(how));
  }

  /**
   * Computations per range, each a Spark task; by default chosen while running, by how long they
   * take.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> rangeSize(long computations) {
    return with(RunOption.RANGE_SIZE, computations);
  }

  /**
   * How often a failed computation is called again, by default 0.
   *
   * @throws IllegalArgumentException if negative
   */
  public ParallelMapBuilder<R> retries(int times) {
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
  public ParallelMapBuilder<R> timeout(Duration limit) {
    return with(RunOption.TIMEOUT, limit);
  }

  /**
   * As {@link #timeout(Duration)}, as in {@code 500ms}, {@code 30s}, {@code 5min}, {@code 1.5h}.
   *
   * @throws IllegalArgumentException if it is no such time
   */
  public ParallelMapBuilder<R> timeout(String limit) {
    return timeout(TimeSpan.parse("timeout", limit));
  }

  /**
   * Makes all calls on the thread that calls {@link ParallelMap#compute}, one after the other in
   * the order of the inputs, with the function as it is: it is not serialized, breakpoints and
   * step-by-step work. Results and files are as always. Excludes {@link #timeout}.
   */
  public ParallelMapBuilder<R> debug() {
    return with(RunOption.DEBUG, true);
  }

  /**
   * What keeps calls from seeing what other calls have changed in an argument of {@link Args#all},
   * by default {@link SharedArguments#AUTO}. Values per computation are always the call's own.
   */
  public ParallelMapBuilder<R> sharedArguments(SharedArguments how) {
    return with(RunOption.SHARED_ARGUMENTS, how);
  }

  /**
   * Takes classes from the user's jars, those in {@code spark.jars}, before those that come with
   * Spark and this library: for a jar with another Guava, Jackson or netCDF than theirs. Classes of
   * Java, Scala, Spark, this library and the logging interfaces are never taken from there.
   */
  public ParallelMapBuilder<R> userClasspathFirst() {
    return with(RunOption.USER_CLASSPATH_FIRST, true);
  }

  /** What a failed computation does to the others, by default {@link OnFailure#CONTINUE}. */
  public ParallelMapBuilder<R> onFailure(OnFailure policy) {
    return with(RunOption.ON_FAILURE, policy);
  }

  /**
   * Goes on with a run that ended before its time, in its directory: computes what has no committed
   * result there, and nothing else. Function, arguments and options are to be those of that run;
   * its seed is used again.
   *
   * @param runDirectory that of the earlier run
   */
  public ParallelMapBuilder<R> resume(Path runDirectory) {
    return resume(runDirectory.toString());
  }

  /** As {@link #resume(Path)}. */
  public ParallelMapBuilder<R> resume(String runDirectory) {
    return with(RunOption.RESUME, runDirectory);
  }

  /** With {@link #resume}: does computations that have failed again, too. */
  public ParallelMapBuilder<R> retryFailed() {
    return with(RunOption.RETRY_FAILED, true);
  }

  /**
   * With {@link #resume}: goes on though function, arguments or seed are not what they were, so
   * that results of both are mixed.
   */
  public ParallelMapBuilder<R> force() {
    return with(RunOption.FORCE, true);
  }

  /** Puts the command line that makes this call into the manifest, so that it can be repeated. */
  public ParallelMapBuilder<R> command(RecordedCommand commandLine) {
    command = Optional.of(commandLine);
    return this;
  }

  /** Seed of the random streams, by default drawn. */
  public ParallelMapBuilder<R> seed(long seed) {
    return with(RunOption.SEED, seed);
  }

  /** How much is told on standard error, by default {@link Verbosity#NORMAL}. */
  public ParallelMapBuilder<R> verbosity(Verbosity verbosity) {
    return with(RunOption.VERBOSITY, verbosity);
  }

  /** Reports progress to {@code listener} instead of showing it. */
  public ParallelMapBuilder<R> progress(ProgressListener listener) {
    progress = Optional.of(listener);
    return this;
  }

  /**
   * Sets an option by the name of its property, {@code seed} for {@code spark.acme.seed}, from its
   * text.
   *
   * @throws IllegalArgumentException if there is no such option or its value is not of its kind
   */
  public ParallelMapBuilder<R> set(String option, String value) {
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
  public ParallelMapBuilder<R> logfile(Path file) {
    return with(RunOption.LOGFILE, new LogFile.At(file));
  }

  /** Writes no log file. */
  public ParallelMapBuilder<R> noLogfile() {
    return with(RunOption.LOGFILE, new LogFile.None());
  }

  /**
   * Removes, before the run begins, the directories of earlier runs that lie where its own will lie
   * and have not changed for that long; by default none is. What is removed is said as in {@link
   * OldRuns}, which also tells what is never touched.
   *
   * @throws IllegalArgumentException if negative
   */
  public ParallelMapBuilder<R> cleanupOlderThan(Duration age) {
    return with(RunOption.CLEANUP_OLDER_THAN, age);
  }

  /** As {@link #cleanupOlderThan}, in days. */
  public ParallelMapBuilder<R> cleanupThresholdDays(int days) {
    return cleanupOlderThan(Duration.ofDays(days));
  }

  /**
   * Cores of a run in this JVM, by default all; or jobs of SLURM, each a worker.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> workers(int cores) {
    return with(RunOption.WORKERS, cores);
  }

  /** Runs on this context, which is left running. */
  public ParallelMapBuilder<R> spark(JavaSparkContext context) {
    return spark(context.sc());
  }

  /** Runs on this context, which is left running. */
  public ParallelMapBuilder<R> spark(SparkContext context) {
    where.context = Optional.of(context);
    return this;
  }

  /** Runs on this cluster, which is left open. */
  public ParallelMapBuilder<R> cluster(Cluster cluster) {
    where.cluster = Optional.of(cluster);
    return this;
  }

  /**
   * Runs on workers that SLURM starts for it with the first {@link ParallelMap#compute}; as many as
   * {@link #workers} or the options say, else enough for all computations at a time, up to the
   * site's cap.
   */
  public ParallelMapBuilder<R> slurm(SlurmOptions options) {
    where.slurm = Optional.of(options);
    return this;
  }

  /**
   * When {@link ParallelMap#close} stops the cluster, by default {@link
   * StopClient#IF_STARTED_HERE}.
   */
  public ParallelMapBuilder<R> stopClient(StopClient stop) {
    return with(RunOption.STOP_CLIENT, stop);
  }

  /**
   * Finds the function and plans the run. Nothing is started or written; an RDD among the arguments
   * is counted.
   *
   * @throws IllegalArgumentException if an argument or option is wrong; says which and why
   */
  public ParallelMap<R> build() {
    try {
      return new ParallelMap<>(MapPlan.of(this::bind, given, where, command), progress);
    } catch (IllegalArgumentException | AcmeException e) {
      throw UserFrames.shortened(e);
    }
  }

  /** Finds the function and distributes its arguments. */
  abstract Bound bind(EffectiveOptions options);

  static Distribution.Distributed distributed(List<Arg<?>> args, EffectiveOptions options) {
    return Distribution.typed(args, nInputs(options), InputSources::length);
  }

  static OptionalLong nInputs(EffectiveOptions options) {
    return options.find(RunOption.N_INPUTS).stream().mapToLong(n -> n).findAny();
  }
}
