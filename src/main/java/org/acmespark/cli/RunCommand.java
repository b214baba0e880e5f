package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      "  acme run my.Fit::fit each:@trials.json p=all:[0.1,0.9] --master local[4]"
    })
final class RunCommand implements Callable<Integer>, Acme.Verbose {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FUNCTION",
      description = "A static method, as com.example.Filters::lowpass.")
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
      names = "--on-failure",
      paramLabel = "WHAT",
      converter = OnFailureName.class,
      description = "continue with the other computations (default), or stop.")
  private Optional<OnFailure> onFailure;

  @Mixin private SparkOptions spark;

  @Mixin private WhereToRun where;

  @Option(
      names = "--json",
      description = "Print one JSON object: container, files, nInputs, failed, seconds.")
  private boolean json;

  @ArgGroup private Loudness loudness = new Loudness();

  /** At most one of two. */
  static final class Loudness {
    @Option(names = "--verbose", description = "Tell everything, Spark's messages included.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Tell warnings and errors only.")
    private boolean quiet;
  }

  @Override
  public boolean verbose() {
    return loudness.verbose;
  }

  @Override
  public Integer call() {
    spark.requireThatSparkHasThem();
    ParallelMap.Builder<Object> builder = withArguments(ParallelMap.named(function));
    setOptions(builder);
    where.choose(builder);
    PrintWriter results = spec.commandLine().getOut();
    PrintWriter messages = spec.commandLine().getErr();
    try (ParallelMap<Object> map = builder.build()) {
      Run<Object> run = map.compute();
      if (json) {
        JsonOutput.print(JsonOutput.describe(run, inMemory), results);
      } else if (inMemory) {
        JsonOutput.print(run.asJava(), results);
      } else {
        run.container().or(() -> directoryOfFiles(run)).ifPresent(results::println);
      }
      FailureSummary.print(run.failures(), run.nInputs(), run.directory(), messages);
      return run.failures().isEmpty() ? Acme.OK : Acme.SOME_FAILED;
    }
  }

  /** What to look at if the format has no container. */
  private static Optional<Path> directoryOfFiles(Run<?> run) {
    return run.files().isEmpty() ? Optional.empty() : run.directory();
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
    workers.ifPresent(builder::workers);
    seed.ifPresent(builder::seed);
    retries.ifPresent(builder::retries);
    onFailure.ifPresent(builder::onFailure);
    if (inMemory) {
      builder.inMemory();
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
      return KebabCase.constant(ResultType.class, text);
    }
  }

  static final class OnFailureName implements ITypeConverter<OnFailure> {
    @Override
    public OnFailure convert(String text) {
      return KebabCase.constant(OnFailure.class, text);
    }
  }
}
