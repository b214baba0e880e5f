package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.acmespark.DryRun;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.model.Format;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.KebabCase;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.Verbosity;
import org.acmespark.run.RecordedCommand;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code acme run}: arguments in, one call of the API, results and exit status out. */
@Command(
    name = "run",
    description = {
      "Calls FUNCTION once per computation, in parallel, and leaves the results in HDF5 files.",
      "Prints the path of the results container, or of the run directory if the format has none."
          + " Exit status: 0 all computed, 1 some computations"
          + " failed, 2 wrong usage, 3 infrastructure."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  acme run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3",
      "  acme run my.Noise::level 'linspace(-1,1,5000)' --output-dir noise --json",
      "  acme run com.example.Draw::draw 3.14 --n-inputs 10 --seed 42 --in-memory",
      "  acme run my.Filters::lowpass '@sig.h5:/data[:,*]' cutoff=50 --jar my.jar",
      "  acme run my.Fit::fit 'range(100000)' --jar my.jar --dry-run",
      "  acme run my.Fit::fit each:@trials.json p=all:[0.1,0.9] --master local[4]"
    })
final class RunCommand implements Callable<Integer>, Acme.Verbose {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FUNCTION",
      description =
          "A static method, as com.example.Filters::lowpass; or a function in Python, as"
              + " analysis.py::lowpass or python:package.module::lowpass.")
  private String function;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = {
        "VALUE or name=VALUE. A VALUE is JSON, a bare word (a string), range(a,b[,step]),"
            + " linspace(a,b,n), @file.json, @file.h5:/dataset (whole), or"
            + " @file.h5:/dataset[:,*] (one slice per computation along *).",
        "Lists, ranges and one-dimensional arrays with as many values as there are computations"
            + " are split, one value per computation; all else is shared. each: or all: before a"
            + " VALUE overrides that."
      })
  private List<String> args = List.of();

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description =
          "The interpreter of a function in Python; else property spark.acme.python, else"
              + " $ACME_PYTHON, else python3.")
  private Optional<String> python;

  @Option(
      names = "--n-inputs",
      paramLabel = "N",
      description = "Number of computations; found from the arguments unless given.")
  private Optional<Long> nInputs;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "The run directory, new or empty; else ACME_<time> in this directory.")
  private Optional<String> outputDir;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the result files.")
  private Optional<String> name;

  @Option(
      names = "--in-memory",
      description = "Write no files; print the values as a JSON array in the order of the inputs.")
  private boolean inMemory;

  @Option(
      names = "--single-file",
      description =
          "Keep all results in one HDF5 file as regular datasets, which the driver writes: executors"
              + " need not see its directory.")
  private boolean singleFile;

  @Option(
      names = "--result-shape",
      paramLabel = "DIMS",
      description = {
        "Slot the first return value of every computation into one dataset, result_0: lengths,"
            + " stack once (the dimension along which computations lie), inf at most once (as long"
            + " as the longest result), as in stack,10,9 or stack,inf."
      })
  private Optional<String> resultShape;

  @Option(
      names = "--result-dtype",
      paramLabel = "TYPE",
      converter = ResultTypeName.class,
      description =
          "Element type of that dataset: float16, float32, float64 (default), int8 to int64, uint8"
              + " to uint64, bool, complex64, complex128.")
  private Optional<ResultType> resultType;

  @Option(
      names = "--compression",
      paramLabel = "HOW",
      description =
          "deflate:1, quick, to deflate:9, small: compress arrays of 16 kB and more, and stacked"
              + " results; none (default).")
  private Optional<String> compression;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatName.class,
      description =
          "hdf5 (default); or pickle or serialized: a file per computation, no container.")
  private Optional<Format> format;

  @Option(
      names = "--payload",
      paramLabel = "KIND",
      converter = PayloadName.class,
      description =
          "Result files: per-computation, per-partition, or auto (per computation up to 256).")
  private Optional<Payload> payload;

  @Option(
      names = "--range-size",
      paramLabel = "N",
      description = "Computations handed out at once; chosen while running unless given.")
  private Optional<Long> rangeSize;

  @Option(
      names = "--n-workers",
      paramLabel = "N",
      description =
          "Cores of a local run, all unless given; or jobs of SLURM, as many as computations.")
  private Optional<Integer> workers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random streams, for a run that can be repeated.")
  private Optional<Long> seed;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often a failed computation is tried again; not at all unless given.")
  private Optional<Integer> retries;

  @Option(
      names = "--dry-run",
      description =
          "Make one computation, drawn by the seed, in a JVM of its own; tell what it takes and what"
              + " all will take; at a terminal, ask whether to go on. Nothing is kept.")
  private boolean dryRun;

  @Option(
      names = "--debug",
      description =
          "Make all calls on the driver's main thread, one after the other, for a debugger.")
  private boolean debug;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "How long one computation may take, as 500ms, 30s, 5m, 2h; it has failed then. Any time"
              + " unless given.")
  private Optional<String> timeout;

  @Option(
      names = "--on-failure",
      paramLabel = "WHAT",
      converter = OnFailureName.class,
      description = "continue with the other computations (default), or stop.")
  private Optional<OnFailure> onFailure;

  @Option(
      names = "--shared",
      paramLabel = "HOW",
      converter = SharedName.class,
      description =
          "Arguments that all computations share: copy them for each call; check that no call changes"
              + " them; trust the function; auto (default): copy up to 1 MB, check beyond.")
  private Optional<SharedArguments> shared;

  @Option(
      names = "--logfile",
      paramLabel = "PATH",
      description =
          "The log file, continued if it is there; none for none. Beside the results unless given.")
  private Optional<String> logfile;

  @Option(
      names = "--cleanup-older-than",
      paramLabel = "SPAN",
      converter = Age.class,
      description =
          "Remove first what earlier runs left beside this one's directory, unchanged for 7d, 12h, 30min; see acme clean.")
  private Optional<Duration> cleanupOlderThan;

  @Mixin private SparkOptions spark;

  @Mixin private WhereToRun where;

  @Option(
      names = "--json",
      description = "Print one JSON object: container, files, nInputs, seed, failed, seconds.")
  private boolean json;

  @ArgGroup private Loudness loudness = new Loudness();

  @Override
  public boolean verbose() {
    return loudness.verbose;
  }

  /**
   * The command that {@code acme run} with these arguments would be.
   *
   * @param arguments beginning with {@code run}
   * @throws IllegalArgumentException if they are none of that command
   */
  static RunCommand parse(List<String> arguments, PrintWriter results, PrintWriter messages) {
    CommandLine acme = Acme.commandLine().setOut(results).setErr(messages);
    try {
      var parsed = acme.parseArgs(arguments.toArray(String[]::new));
      if (parsed.hasSubcommand()
          && parsed.subcommand().commandSpec().userObject() instanceof RunCommand run) {
        return run;
      }
    } catch (ParameterException e) {
      throw new IllegalArgumentException(
          "the recorded command %s cannot be understood: %s".formatted(arguments, e.getMessage()),
          e);
    }
    throw new IllegalArgumentException("the recorded command %s is no run".formatted(arguments));
  }

  @Override
  public Integer call() {
    spark.requireThatSparkHasThem();
    LastWords.areWaitedFor();
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    return compute(
        builder -> builder.command(spark.recorded(arguments, Path.of("").toAbsolutePath())));
  }

  /** Goes on with the run that this command has begun. */
  int resume(String runDirectory, Resumed how) {
    outputDir = Optional.empty();
    dryRun = false;
    workers = how.workers();
    json |= how.json();
    if (how.loudness().verbose || how.loudness().quiet) {
      loudness = how.loudness();
    }
    return compute(
        builder -> {
          builder.resume(runDirectory).command(how.command());
          if (how.retryFailed()) {
            builder.retryFailed();
          }
          if (how.force()) {
            builder.force();
          }
        });
  }

  /** What is different when a run is resumed. */
  record Resumed(
      boolean retryFailed,
      boolean force,
      Optional<Integer> workers,
      boolean json,
      Loudness loudness,
      RecordedCommand command) {}

  SparkOptions spark() {
    return spark;
  }

  Optional<Integer> workers() {
    return workers;
  }

  private ParallelMap.Named interpreted(ParallelMap.Named named) {
    return python.map(named::python).orElse(named);
  }

  private int compute(Consumer<ParallelMap.Builder<Object>> more) {
    ParallelMap.Builder<Object> builder = withArguments(interpreted(ParallelMap.named(function)));
    setOptions(builder);
    more.accept(builder);
    where.choose(builder);
    PrintWriter results = spec.commandLine().getOut();
    PrintWriter messages = spec.commandLine().getErr();
    try (ParallelMap<Object> map = builder.build()) {
      if (dryRun) {
        DryRun dry = map.dryRun();
        messages.print(dry);
        messages.flush();
        if (!goesOn(dry, messages)) {
          if (json) {
            JsonOutput.print(JsonOutput.describe(dry), results);
          }
          return dry.failure().isPresent() ? Acme.SOME_FAILED : Acme.OK;
        }
      }
      Run<Object> run = map.compute();
      if (json) {
        JsonOutput.print(JsonOutput.describe(run, inMemory), results);
      } else if (inMemory) {
        JsonOutput.print(run.asJava(), results);
      } else {
        run.containerAddress().or(run::directoryAddress).ifPresent(results::println);
      }
      if (run.ranges() == 0 && !loudness.quiet) {
        messages.println(
            run.nInputs() == 0
                ? "acme: the inputs are empty, so there was nothing to compute"
                : "acme: nothing was left to compute");
      }
      messages.print(run.failureSummary());
      messages.flush();
      return run.failures().isEmpty() ? Acme.OK : Acme.SOME_FAILED;
    }
  }

  private boolean goesOn(DryRun dry, PrintWriter messages) {
    return dry.failure().isEmpty()
        && where.mayAsk()
        && Question.isPossible()
        && Question.isAgreed("Make all %s computations?".formatted(dry.nInputs()), messages);
  }

  private ParallelMap.Builder<Object> withArguments(ParallelMap.Named named) {
    var positional = new ArrayList<Object>();
    Map<String, Object> byName = new LinkedHashMap<>();
    for (String text : args) {
      ArgumentGrammar.Argument argument = ArgumentGrammar.parse(text);
      if (argument.name().isEmpty()) {
        positional.add(argument.value());
      } else if (byName.put(argument.name().get(), argument.value()) != null) {
        throw new IllegalArgumentException("argument " + argument.name().get() + " is given twice");
      }
    }
    named.args(positional.toArray());
    byName.forEach(named::arg);
    return named;
  }

  private void setOptions(ParallelMap.Builder<Object> builder) {
    nInputs.ifPresent(builder::nInputs);
    outputDir.ifPresent(builder::outputDir);
    name.ifPresent(builder::name);
    resultShape.ifPresent(text -> builder.resultShape(ParallelMap.dims(text)));
    resultType.ifPresent(builder::resultType);
    format.ifPresent(builder::format);
    payload.ifPresent(builder::payload);
    rangeSize.ifPresent(builder::rangeSize);
    logfile.ifPresent(
        text -> {
          if (text.equals("none")) {
            builder.noLogfile();
          } else {
            builder.logfile(Path.of(HomeDirectory.expand(text)));
          }
        });
    cleanupOlderThan.ifPresent(builder::cleanupOlderThan);
    workers.ifPresent(builder::workers);
    seed.ifPresent(builder::seed);
    retries.ifPresent(builder::retries);
    timeout.ifPresent(builder::timeout);
    onFailure.ifPresent(builder::onFailure);
    shared.ifPresent(builder::sharedArguments);
    if (spark.userClasspathFirst()) {
      builder.userClasspathFirst();
    }
    compression.ifPresent(builder::compression);
    if (debug) {
      builder.debug();
    }
    if (inMemory) {
      builder.inMemory();
    }
    if (singleFile) {
      builder.singleFile();
    }
    if (loudness.verbose || loudness.quiet) {
      builder.verbosity(loudness.verbose ? Verbosity.VERBOSE : Verbosity.QUIET);
    }
  }

  static final class FormatName implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return KebabCase.constant(Format.class, text);
    }
  }

  static final class PayloadName implements ITypeConverter<Payload> {
    @Override
    public Payload convert(String text) {
      return KebabCase.constant(Payload.class, text);
    }
  }

  static final class ResultTypeName implements ITypeConverter<ResultType> {
    @Override
    public ResultType convert(String text) {
      try {
        return ResultType.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class OnFailureName implements ITypeConverter<OnFailure> {
    @Override
    public OnFailure convert(String text) {
      return KebabCase.constant(OnFailure.class, text);
    }
  }

  static final class SharedName implements ITypeConverter<SharedArguments> {
    @Override
    public SharedArguments convert(String text) {
      return KebabCase.constant(SharedArguments.class, text);
    }
  }
}
