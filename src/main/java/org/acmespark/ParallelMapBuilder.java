package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.acmespark.binding.InputSources;
import org.acmespark.display.UserFrames;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.Rerun;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.TimeSpan;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.LogFile;
import org.acmespark.run.AcmeProperties;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.OldRuns;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.RunOption;

/**
 * Sets the options of a run; each method returns this builder. An option that is not set has the
 * value of its property {@code spark.acme.*}, or else the default named here.
 *
 * @param <R> type of one result
 */
public abstract class ParallelMapBuilder<R> extends PlacedBuilder<R> {
  final GivenOptions given = new GivenOptions();
  private Optional<RecordedCommand> command = Optional.empty();
  private Optional<ProgressListener> progress = Optional.empty();

  ParallelMapBuilder() {}

  @Override
  <T> ParallelMapBuilder<R> with(RunOption<T> option, T value) {
    given.set(option, value);
    return this;
  }

  @Override
  ParallelMapBuilder<R> self() {
    return this;
  }

  /** Takes options that were given elsewhere, such as on a command line. */
  public ParallelMapBuilder<R> options(GivenOptions others) {
    given.setAll(others);
    return this;
  }

  /**
   * Sets the name of the result files. The default is the name of the method ({@code lambda} for a
   * lambda).
   *
   * @throws IllegalArgumentException if the name is not a safe file name
   */
  public ParallelMapBuilder<R> name(String name) {
    return with(RunOption.NAME, name);
  }

  /**
   * Sets the number of computations. By default the arguments determine it.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> nInputs(long n) {
    return with(RunOption.N_INPUTS, n);
  }

  /**
   * Sets the run directory, which must be new or empty. The default is a new directory {@code
   * ACME_...} in the current one. A leading {@code ~} is the home directory.
   */
  public ParallelMapBuilder<R> outputDir(String directory) {
    return with(RunOption.OUTPUT_DIR, directory);
  }

  /** Sets the run directory; see {@link #outputDir(String)}. */
  public ParallelMapBuilder<R> outputDir(Path directory) {
    return outputDir(directory.toString());
  }

  /**
   * Sets what happens if the {@link #outputDir} already holds a run, as when a scheduler repeats a
   * job. The default is {@link Rerun#REFUSE}. With {@link Rerun#RESUME} a complete run is returned
   * at once, and nothing is computed.
   */
  public ParallelMapBuilder<R> rerun(Rerun how) {
    return with(RunOption.RERUN, how);
  }

  /**
   * Waits that long for another process that uses the run directory, when this run resumes or
   * replaces the run in it. By default it does not wait, and a {@link
   * org.acmespark.model.RunInUseException} is thrown.
   *
   * @throws IllegalArgumentException if negative
   */
  public ParallelMapBuilder<R> waitLock(Duration time) {
    return with(RunOption.WAIT_LOCK, time);
  }

  /** Keeps results in the driver's memory, for {@link Run#values}. Nothing is written. */
  public ParallelMapBuilder<R> inMemory() {
    return with(RunOption.IN_MEMORY, true);
  }

  /**
   * Keeps all results in one file, {@code funcname.h5}, as regular datasets. Executors send results
   * to the driver, which writes the file, so they need no access to the run directory. This option
   * excludes {@link #inMemory}, {@link #payload} and formats other than HDF5.
   */
  public ParallelMapBuilder<R> singleFile() {
    return with(RunOption.SINGLE_FILE, true);
  }

  /**
   * Stacks the first return value of every computation in one dataset, {@code result_0}, of this
   * shape.
   *
   * <pre>{@code
   * .resultShape(STACK, 10, 9)        // results of shape (10, 9), stacked along the first axis
   * .resultShape(STACK, UNLIMITED)    // results of one dimension, of any length
   * }</pre>
   *
   * @param dims lengths, {@link org.acmespark.model.Dim#STACK} once, and at most once {@link
   *     org.acmespark.model.Dim#UNLIMITED}
   * @throws IllegalArgumentException if the lengths are not such a shape
   */
  public ParallelMapBuilder<R> resultShape(long... dims) {
    return with(RunOption.RESULT_SHAPE, ResultShape.of(dims));
  }

  /** Sets the element type of the stacked dataset. The default is {@link ResultType#FLOAT64}. */
  public ParallelMapBuilder<R> resultType(ResultType type) {
    return with(RunOption.RESULT_TYPE, type);
  }

  /**
   * Sets the format of the result files. The default is {@link Format#HDF5}.
   *
   * <p>With the other formats each computation has its own file, {@code funcname_7.pickle} or
   * {@code funcname_7.ser}, directly in the run directory. There is no container; see {@link
   * Run#files} and {@link Run#file}. A value that Python cannot read is stored by Java
   * serialization, for {@link SerializedResults}. These formats exclude {@link #inMemory} and
   * {@link #payload}.
   */
  public ParallelMapBuilder<R> format(Format format) {
    return with(RunOption.FORMAT, format);
  }

  /** Sets how results are spread over files. The default is {@link Payload#AUTO}. */
  public ParallelMapBuilder<R> payload(Payload payload) {
    return with(RunOption.PAYLOAD, payload);
  }

  /**
   * Compresses arrays of 16 kB and more and stacked datasets with shuffle and deflate, which every
   * HDF5 library reads. By default nothing is compressed. This option excludes {@link #inMemory}
   * and formats other than HDF5.
   *
   * @param how {@code deflate:1} (fastest) to {@code deflate:9} (smallest), or {@code none}
   * @throws IllegalArgumentException if it is none of these
   */
  public ParallelMapBuilder<R> compression(String how) {
    return with(RunOption.COMPRESSION, Compression.parse(how));
  }

  /**
   * Stores arrays of 16 kB and more and stacked datasets in chunks with HDF5's checksum {@code
   * fletcher32}, so that programs that read a damaged chunk through the HDF5 library fail, such as
   * h5py, MATLAB and {@link Results}. netCDF-Java alone does not look at it. This option excludes
   * {@link #inMemory} and formats other than HDF5.
   */
  public ParallelMapBuilder<R> fletcher32() {
    return with(RunOption.FLETCHER32, true);
  }

  /**
   * Sets the number of computations per range; each range is a Spark task. By default the run
   * adapts it to the duration of the computations.
   *
   * @throws IllegalArgumentException if below 1
   */
  public ParallelMapBuilder<R> rangeSize(long computations) {
    return with(RunOption.RANGE_SIZE, computations);
  }

  /**
   * Sets how often the function is called again for a failed computation. The default is 0.
   *
   * @throws IllegalArgumentException if negative
   */
  public ParallelMapBuilder<R> retries(int times) {
    return with(RunOption.RETRIES, times);
  }

  /**
   * Limits the time of one call of the function. By default there is no limit. A call that takes
   * longer is interrupted and fails with the error {@code TimedOut}. A call that ignores the
   * interrupt fails a second later, but its thread keeps a core busy. An executor with no other
   * core commits its results and is replaced.
   *
   * @throws IllegalArgumentException if below one millisecond
   */
  public ParallelMapBuilder<R> timeout(Duration limit) {
    return with(RunOption.TIMEOUT, limit);
  }

  /**
   * Limits the time of one call to a time span such as {@code 500ms}, {@code 30s}, {@code 5min} or
   * {@code 1.5h}; see {@link #timeout(Duration)}.
   *
   * @throws IllegalArgumentException if the text is not a time span
   */
  public ParallelMapBuilder<R> timeout(String limit) {
    return timeout(TimeSpan.parse("timeout", limit));
  }

  /**
   * Calls the function for all computations on the thread that calls {@link ParallelMap#compute},
   * one after the other in the order of the inputs. The function is not serialized, so breakpoints
   * and single steps work. Results and files are the same as without this option. This option
   * excludes {@link #timeout}.
   */
  public ParallelMapBuilder<R> debug() {
    return with(RunOption.DEBUG, true);
  }

  /**
   * Sets how calls are protected from changes that other calls make to an argument of {@link
   * Args#all}. The default is {@link SharedArguments#AUTO}. Values per computation always belong to
   * one call.
   */
  public ParallelMapBuilder<R> sharedArguments(SharedArguments how) {
    return with(RunOption.SHARED_ARGUMENTS, how);
  }

  /**
   * Prefers classes from the user's jars in {@code spark.jars} to classes that come with Spark and
   * this library. This helps a jar that needs another version of Guava, Jackson or netCDF. Classes
   * of Java, Scala, Spark, this library and the logging interfaces are never taken from the user's
   * jars.
   */
  public ParallelMapBuilder<R> userClasspathFirst() {
    return with(RunOption.USER_CLASSPATH_FIRST, true);
  }

  /**
   * Sets how a failed computation affects the others. The default is {@link OnFailure#CONTINUE}.
   */
  public ParallelMapBuilder<R> onFailure(OnFailure policy) {
    return with(RunOption.ON_FAILURE, policy);
  }

  /**
   * Resumes a run that ended early, in the run's directory. Only computations without a committed
   * result are computed. Function, arguments and options must be those of that run; its seed is
   * used again.
   *
   * @param runDirectory directory of the earlier run
   */
  public ParallelMapBuilder<R> resume(Path runDirectory) {
    return resume(runDirectory.toString());
  }

  /** Resumes a run that ended early; see {@link #resume(Path)}. */
  public ParallelMapBuilder<R> resume(String runDirectory) {
    return with(RunOption.RESUME, runDirectory);
  }

  /** Computes failed computations again when {@link #resume} resumes a run. */
  public ParallelMapBuilder<R> retryFailed() {
    return with(RunOption.RETRY_FAILED, true);
  }

  /**
   * Lets {@link #resume} resume a run even if function, arguments or seed differ, so that results
   * of both versions are mixed.
   */
  public ParallelMapBuilder<R> force() {
    return with(RunOption.FORCE, true);
  }

  /** Writes the command line of this call into the manifest, so that the call can be repeated. */
  public ParallelMapBuilder<R> command(RecordedCommand commandLine) {
    command = Optional.of(commandLine);
    return this;
  }

  /** Sets the seed of the random streams. By default it is drawn at random. */
  public ParallelMapBuilder<R> seed(long seed) {
    return with(RunOption.SEED, seed);
  }

  /** Sets how much is printed on standard error. The default is {@link Verbosity#NORMAL}. */
  public ParallelMapBuilder<R> verbosity(Verbosity verbosity) {
    return with(RunOption.VERBOSITY, verbosity);
  }

  /** Reports progress to {@code listener} instead of showing it. */
  public ParallelMapBuilder<R> progress(ProgressListener listener) {
    progress = Optional.of(listener);
    return this;
  }

  /**
   * Sets an option from text, by the name of its property: {@code seed} for {@code
   * spark.acme.seed}.
   *
   * @throws IllegalArgumentException if the option does not exist or the value is of the wrong kind
   */
  public ParallelMapBuilder<R> set(String option, String value) {
    AcmeProperties.set(given, option, value);
    return this;
  }

  /**
   * Sets the log file; a file that exists is continued. The default is {@code
   * ACME_funcname_YYYYMMDD-hhmmss.log} beside the results, and no file for a run in memory.
   *
   * <p>The file has the messages of the run and of the function's loggers, and those of Spark if
   * the run has started it.
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
   * Sets whether a page with pictures, {@code report.html}, is written into the run directory at
   * the end. By default it is written for runs of more than a minute.
   */
  public ParallelMapBuilder<R> report(boolean written) {
    return with(RunOption.REPORT, written);
  }

  /**
   * Removes the directories of earlier runs, before this run begins, if they have the same parent
   * directory and have not changed for that long. By default none is removed. {@link OldRuns}
   * describes which directories are removed and which are never touched.
   *
   * @throws IllegalArgumentException if negative
   */
  public ParallelMapBuilder<R> cleanupOlderThan(Duration age) {
    return with(RunOption.CLEANUP_OLDER_THAN, age);
  }

  /**
   * Removes the directories of earlier runs after a number of days; see {@link #cleanupOlderThan}.
   */
  public ParallelMapBuilder<R> cleanupThresholdDays(int days) {
    return cleanupOlderThan(Duration.ofDays(days));
  }

  /**
   * Finds the function and plans the run. Nothing is started or written; an RDD among the arguments
   * is counted.
   *
   * @throws IllegalArgumentException if an argument or option is wrong; the message says which and
   *     why
   */
  public ParallelMap<R> build() {
    try {
      return new ParallelMap<>(MapPlan.of(this::bind, given, place, command), progress);
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
