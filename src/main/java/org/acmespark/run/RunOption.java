package org.acmespark.run;

import static org.acmespark.run.OptionGroup.EXECUTION;
import static org.acmespark.run.OptionGroup.INPUTS;
import static org.acmespark.run.OptionGroup.MESSAGES;
import static org.acmespark.run.OptionGroup.RESULTS;
import static org.acmespark.run.RunOptionEntry.constant;
import static org.acmespark.run.RunOptionEntry.text;
import static org.acmespark.run.RunOptionEntry.yesOrNo;

import java.time.Duration;
import java.util.List;
import org.acmespark.cluster.MoreMemory;
import org.acmespark.model.CallMemory;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.Rerun;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.StopClient;
import org.acmespark.model.TimeSpan;
import org.acmespark.model.Verbosity;
import org.acmespark.model.WorkerCount;
import org.acmespark.plan.FunctionNames;
import org.acmespark.plan.LogFile;

/**
 * The options of a run. Each option is declared only here, with its names, its parser, its check,
 * its default and its help. The builder, the properties {@code spark.acme.*}, the command line and
 * {@code docs/options.md} follow from this table.
 *
 * <pre>{@code
 * given.set(RunOption.RETRIES, 2);                // refuses what the option does not take
 * given.set(RunOption.RETRIES, "--retries", "2"); // from text
 * options.get(RunOption.RETRIES);                 // the value, or the default
 * }</pre>
 *
 * @param <T> type of its values
 */
public final class RunOption<T> extends OptionDescription<T> {
  public static final RunOption<String> PYTHON =
      text("python")
          .flag("--python", "PATH")
          .help(
              "The interpreter of a function in Python; else property spark.acme.python, else"
                  + " $ACME_PYTHON, else python3.")
          .in(INPUTS);

  public static final RunOption<List<String>> PYTHON_FILES =
      new RunOptionEntry<>("pythonFiles", OptionValues::list)
          .property("pyFiles")
          .byDefault(List.of())
          .flag("--py-files", "FILES")
          .isRepeatable()
          .help(
              "Modules that a function in Python needs and that travel to executors: .py files,"
                  + " folders, zips, wheels, with commas between; may be given several times.")
          .in(INPUTS);

  public static final RunOption<Long> N_INPUTS =
      new RunOptionEntry<>("nInputs", OptionValues::wholeNumber)
          .check((said, n) -> OptionValues.atLeast(said, n, 1))
          .flag("--n-inputs", "N")
          .help("Number of computations (default: the length of the lists among the arguments).")
          .in(INPUTS);

  public static final RunOption<String> OUTPUT_DIR =
      text("outputDir")
          .check((said, directory) -> HomeDirectory.expand(directory))
          .flag("--output-dir", "DIR")
          .help(
              "The run directory, new or empty (but see --rerun); else ACME_TIME in this directory.")
          .in(RESULTS);

  public static final RunOption<Rerun> RERUN =
      constant("rerun", Rerun.class)
          .byDefault(Rerun.REFUSE)
          .flag("--rerun", "WHAT")
          .help(
              "If DIR holds a run already: refuse (default); resume it, failed computations too, if"
                  + " function, arguments and options are the same; or replace it.")
          .in(RESULTS);

  public static final RunOption<Duration> WAIT_LOCK =
      new RunOptionEntry<>("waitLock", TimeSpan::parse)
          .check(OptionValues::notNegative)
          .flag("--wait-lock", "TIME")
          .help("How long to wait for a process that uses the run directory (default: 0).")
          .in(RESULTS);

  public static final RunOption<String> NAME =
      text("name")
          .check((said, name) -> FunctionNames.requireSafe(name))
          .flag("--name", "NAME")
          .help("Name of the result files (default: that of the function).")
          .in(RESULTS);

  public static final RunOption<Boolean> IN_MEMORY =
      yesOrNo("inMemory")
          .flag("--in-memory")
          .help("Write no files; print the values as a JSON array in the order of the inputs.")
          .in(RESULTS);

  public static final RunOption<Boolean> SINGLE_FILE =
      yesOrNo("singleFile")
          .flag("--single-file")
          .help(
              "Keep all results in one HDF5 file as regular datasets, which the driver writes:"
                  + " executors need not see its directory.")
          .in(RESULTS);

  public static final RunOption<ResultShape> RESULT_SHAPE =
      new RunOptionEntry<>("resultShape", (said, text) -> ResultShape.of(ResultShape.parse(text)))
          .flag("--result-shape", "DIMS")
          .help(
              "Slot the first return value of every computation into one dataset, result_0:"
                  + " lengths, stack once (the dimension along which computations lie), inf at most"
                  + " once (as long as the longest result), as in stack,10,9 or stack,inf.")
          .in(RESULTS);

  public static final RunOption<ResultType> RESULT_TYPE =
      new RunOptionEntry<>(
              "resultType", (said, text) -> OptionValues.said(said, text, ResultType::of))
          .byDefault(ResultType.FLOAT64)
          .flag("--result-dtype", "TYPE")
          .help(
              "Element type of that dataset: float16, float32, float64 (default), int8 to int64,"
                  + " uint8 to uint64, bool, complex64, complex128.")
          .in(RESULTS);

  public static final RunOption<Compression> COMPRESSION =
      new RunOptionEntry<>("compression", (said, text) -> Compression.parse(text))
          .byDefault(Compression.none())
          .flag("--compression", "HOW")
          .help(
              "deflate:1, quick, to deflate:9, small: compress arrays of 16 kB and more, and stacked"
                  + " results; none (default).")
          .in(RESULTS);

  public static final RunOption<Boolean> FLETCHER32 =
      yesOrNo("fletcher32")
          .flag("--fletcher32")
          .help(
              "Store arrays of 16 kB and more, and stacked results, in chunks with HDF5's checksum:"
                  + " programs that read a damaged chunk through the HDF5 library fail.")
          .in(RESULTS);

  public static final RunOption<Format> FORMAT =
      constant("format", Format.class)
          .byDefault(Format.HDF5)
          .flag("--format", "FORMAT")
          .help("hdf5 (default); or pickle or serialized: a file per computation, no container.")
          .in(RESULTS);

  public static final RunOption<Payload> PAYLOAD =
      constant("payload", Payload.class)
          .byDefault(Payload.AUTO)
          .flag("--payload", "KIND")
          .help(
              "Result files: per-computation, per-partition, or auto (per computation up to 256).")
          .in(RESULTS);

  public static final RunOption<Long> RANGE_SIZE =
      new RunOptionEntry<>("rangeSize", OptionValues::wholeNumber)
          .check((said, n) -> OptionValues.atLeast(said, n, 1))
          .flag("--range-size", "N")
          .help("Computations handed out at once (default: chosen while running).")
          .in(EXECUTION);

  public static final RunOption<WorkerCount> WORKERS =
      new RunOptionEntry<>("nWorkers", OptionValues::workers)
          .method("workers")
          .property("workers")
          .flag("--n-workers", "N")
          .help(
              "Cores of a local run (default: all), or jobs of SLURM (default: one per computation)."
                  + " 2..50: up to 50 jobs; idle ones are given back, but for 2.")
          .in(EXECUTION);

  public static final RunOption<Long> SEED =
      new RunOptionEntry<>("seed", OptionValues::wholeNumber)
          .flag("--seed", "N")
          .help("Seed of the random streams, for a run that can be repeated (default: drawn).")
          .in(INPUTS);

  public static final RunOption<Integer> RETRIES =
      new RunOptionEntry<>("retries", OptionValues::smallNumber)
          .check((said, n) -> OptionValues.atLeast(said, n, 0))
          .byDefault(0)
          .flag("--retries", "N")
          .help("How often a failed computation is tried again (default: 0).")
          .in(EXECUTION);

  public static final RunOption<Boolean> DEBUG =
      yesOrNo("debug")
          .flag("--debug")
          .help("Make all calls on the driver's main thread, one after the other, for a debugger.")
          .in(EXECUTION);

  public static final RunOption<Duration> TIMEOUT =
      new RunOptionEntry<>("timeout", TimeSpan::parse)
          .check(OptionValues::atLeastOneMillisecond)
          .flag("--timeout", "TIME")
          .help(
              "How long one computation may take, as 500ms, 30s, 5m, 2h; it has failed then (default:"
                  + " no limit).")
          .in(EXECUTION);

  public static final RunOption<CallMemory> MEMORY_PER_COMPUTATION =
      new RunOptionEntry<>("memoryPerComputation", OptionValues::callMemory)
          .flag("--memory-per-computation", "SIZE")
          .help(
              "An executor begins only as many computations at a time as have this much memory, 3GB, or"
                  + " with auto as much as earlier ones needed there (default: as many as cores).")
          .in(EXECUTION);

  public static final RunOption<MoreMemory> RETRY_MEMORY =
      new RunOptionEntry<>("retryMemory", MoreMemory::parse)
          .flag("--retry-memory", "MORE")
          .help(
              "Computations that had too little memory are tried again at the end, with executors of"
                  + " this size, 16GB, or so many times as large, 2x, as often as it helps and fits."
                  + " On SLURM, or with a standalone master.")
          .in(EXECUTION);

  public static final RunOption<Duration> EXPECTED_TIME =
      new RunOptionEntry<>("expectedTime", TimeSpan::parse)
          .check(OptionValues::atLeastOneMillisecond)
          .flag("--expected-time", "TIME")
          .help(
              "How long one computation takes at most, as far as is known: none begins on a worker of"
                  + " SLURM with less wall time left (default: judged by the durations so far).")
          .in(EXECUTION);

  public static final RunOption<OnFailure> ON_FAILURE =
      constant("onFailure", OnFailure.class)
          .byDefault(OnFailure.CONTINUE)
          .flag("--on-failure", "WHAT")
          .help("continue with the other computations (default), or stop.")
          .in(EXECUTION);

  public static final RunOption<SharedArguments> SHARED_ARGUMENTS =
      constant("sharedArguments", SharedArguments.class)
          .property("shared")
          .byDefault(SharedArguments.AUTO)
          .flag("--shared", "HOW")
          .help(
              "Arguments that all computations share: copy them for each call; check that no call"
                  + " changes them; trust the function; auto (default): copy up to 1 MB, check"
                  + " beyond.")
          .in(INPUTS);

  public static final RunOption<LogFile> LOGFILE =
      new RunOptionEntry<LogFile>("logfile", (said, text) -> OptionValues.logFile(text))
          .check((said, file) -> OptionValues.inAFolder(file))
          .byDefault(new LogFile.Beside())
          .flag("--logfile", "PATH")
          .help(
              "The log file, continued if it is there; the word none: no log (default: beside the"
                  + " results).")
          .in(MESSAGES);

  public static final RunOption<Boolean> REPORT =
      new RunOptionEntry<>("report", OptionValues::flag)
          .flag("--report")
          .isSwitch()
          .help(
              "Write report.html into the run directory at the end; --no-report: do not"
                  + " (default: if the run took more than a minute). See `acme report`.")
          .in(RESULTS);

  public static final RunOption<Duration> CLEANUP_OLDER_THAN =
      new RunOptionEntry<>("cleanupOlderThan", TimeSpan::parse)
          .property("cleanupThresholdDays", OptionValues::days)
          .check(OptionValues::notNegative)
          .flag("--cleanup-older-than", "SPAN")
          .help(
              "Remove first what earlier runs left beside this one's directory, unchanged for 7d,"
                  + " 12h, 30min; see acme clean.")
          .in(RESULTS);

  public static final RunOption<Boolean> USER_CLASSPATH_FIRST =
      yesOrNo("userClasspathFirst")
          .flag("--user-classpath-first")
          .help(
              "Take classes from the jars of --jar before those that come with Spark and acme: for a"
                  + " jar with another Guava, Jackson or netCDF than theirs.")
          .in(INPUTS);

  public static final RunOption<Verbosity> VERBOSITY =
      constant("verbosity", Verbosity.class)
          .byDefault(Verbosity.NORMAL)
          .help("How much is said on standard error: quiet, normal or verbose.")
          .in(MESSAGES);

  public static final RunOption<StopClient> STOP_CLIENT =
      new RunOptionEntry<>(
              "stopClient", (said, text) -> OptionValues.said(said, text, StopClient::parse))
          .byDefault(StopClient.IF_STARTED_HERE)
          .flag("--stop-client", "WHEN")
          .help("auto (default) or true: workers end with this command. See `acme cluster`.")
          .in(EXECUTION);

  public static final RunOption<String> RESUME =
      text("resume").help("The directory of the run to go on with.").in(EXECUTION);

  public static final RunOption<Boolean> RETRY_FAILED =
      yesOrNo("retryFailed")
          .flag("--retry-failed")
          .onlyWhenResuming()
          .help("Compute those that failed again, too; else they stay failed.")
          .in(EXECUTION);

  public static final RunOption<Boolean> FORCE =
      yesOrNo("force")
          .flag("--force")
          .onlyWhenResuming()
          .help("Go on though function, arguments or jars are not what they were.")
          .in(EXECUTION);

  RunOption(RunOptionEntry<T> entry) {
    super(entry);
  }

  /** Returns all options in the order in which help and documentation show them. */
  public static List<RunOption<?>> all() {
    return OptionTable.ALL.options();
  }

  /**
   * Parses the text of a value.
   *
   * @param said name of the option in messages
   * @throws IllegalArgumentException if the text is not a value, or the option does not take the
   *     value
   */
  public T parse(String said, String text) {
    return entry.check.apply(said, entry.parser.apply(said, text));
  }

  /** Parses the text of the property, as {@link #parse} does for other texts. */
  T parseProperty(String text) {
    return entry.check.apply(property(), entry.propertyParser.apply(property(), text));
  }

  /**
   * Checks a value and returns it in the form in which it is stored.
   *
   * @throws IllegalArgumentException if the option does not take the value
   */
  public T check(T value) {
    return entry.check.apply(name(), value);
  }

  @Override
  public String toString() {
    return name();
  }
}
