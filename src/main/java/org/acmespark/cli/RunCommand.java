package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.DryRun;
import org.acmespark.NamedMapBuilder;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.model.ShellWord;
import org.acmespark.model.Verbosity;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.RunOption;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * {@code acme run}: reads arguments, calls the API once, writes results and returns an exit status.
 */
@Command(
    name = "run",
    description = {
      "Calls FUNCTION once per computation, in parallel, and leaves the results in HDF5 files.",
      "Prints the path of the results container, or of the run directory if the format has none."
          + " Exit status: 0 all computed, 1 some computations"
          + " failed, 2 wrong usage, 3 infrastructure."
    },
    sortOptions = false,
    modelTransformer = RunFlags.OfRun.class,
    footer = {
      "  acme run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3",
      "  acme run Spectrum.java::power '@rec.h5:/data[*,:]' frequency=0.25",
      "  acme run analysis.py::lowpass '@rec.h5:/data[*,:]' cutoff=50",
      "  acme run my.Noise::level 'linspace(-1,1,5000)' --output-dir noise --json",
      "  acme run com.example.Draw::draw 3.14 --n-inputs 10 --seed 42 --in-memory",
      "  acme run my.Filters::lowpass '@sig.h5:/data[:,*]' cutoff=50 --jar my.jar",
      "  acme run my.Fit::fit 'range(100000)' --jar my.jar --dry-run",
      "  acme run my.Fit::fit each:@trials.json p=all:[0.1,0.9] --master local[4]",
      "  acme run --command 'fit --in {x} --out {out}' x=@trials.json --result out.npy"
    })
final class RunCommand extends AcmeCommand implements Acme.Verbose {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FUNCTION",
      description =
          "A static method, as com.example.Filters::lowpass, or Filters.java::lowpass for a source"
              + " file, which is compiled; or a function in Python, as"
              + " analysis.py::lowpass or python:package.module::lowpass. Not with --command.")
  private Optional<String> function;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = {
        "VALUE or name=VALUE. A VALUE is JSON, a bare word (a string), range(a,b[,step]),"
            + " linspace(a,b,n), @file.json, @file.h5:/dataset or @file.npy (whole),"
            + " @file.h5:/dataset[:,*] (one slice per computation along *; [0:500,*] a part of it),"
            + " @file.h5:/dataset@attribute, @sub-*.h5:/dataset (one file per computation),"
            + " @table.csv:column, or @table.csv, whose columns go to the parameters of their names;"
            + " the same with @table.parquet.",
        "Lists, ranges and one-dimensional arrays with as many values as there are computations"
            + " are split, one value per computation; all else is shared. each: or all: before a"
            + " VALUE overrides that."
      })
  private List<String> args = List.of();

  @Mixin private ProgramFlags program;

  @Option(
      names = "--dry-run",
      description =
          "Make one computation, drawn by the seed, in a JVM of its own; tell what it takes and what"
              + " all will take; at a terminal, ask whether to go on. Nothing is kept.")
  private boolean dryRun;

  @Mixin private SubmitFlags submit;

  @Mixin private ClusterFlags cluster;

  @Mixin private DetachFlag detach;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: container, directory, ledger, files, nInputs, seed, failed,"
              + " failedIndices, seconds.")
  private boolean json;

  @ArgGroup private VerbosityFlags verbosity = new VerbosityFlags();

  @Override
  public boolean verbose() {
    return verbosity.verbose;
  }

  /**
   * Parses the arguments of an {@code acme run} command without running it.
   *
   * @param arguments the words of the command line; the first is {@code run}
   * @throws IllegalArgumentException if {@code acme run} does not take them
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
    detach.requireTaken();
    submit.requireThatSparkHasThem();
    LastWords.areWaitedFor();
    List<String> arguments = spec().root().commandLine().getParseResult().originalArgs();
    return compute(given(), submit.recorded(arguments, Path.of("").toAbsolutePath()));
  }

  /**
   * Continues the run that this command began.
   *
   * @param differing the options that were given to resume the run, and the run's directory
   */
  int resume(GivenOptions differing, boolean jsonToo, RecordedCommand recorded) {
    dryRun = false;
    json |= jsonToo;
    GivenOptions given = given();
    given.remove(RunOption.OUTPUT_DIR);
    given.remove(RunOption.WORKERS);
    given.remove(RunOption.RERUN);
    given.remove(RunOption.WAIT_LOCK);
    given.setAll(differing);
    return compute(given, recorded);
  }

  /** Returns the options of the run that the command line gives. */
  GivenOptions given() {
    GivenOptions given = RunFlags.given(spec());
    verbosity.chosen().ifPresent(chosen -> given.set(RunOption.VERBOSITY, chosen));
    return given;
  }

  SubmitFlags submit() {
    return submit;
  }

  private NamedMapBuilder called() {
    return program.called(function).orElseGet(() -> ParallelMap.named(function.orElseThrow()));
  }

  private int compute(GivenOptions given, RecordedCommand recorded) {
    ParallelMapBuilder<Object> builder = withArguments(called());
    cluster.choose(builder.options(given).command(recorded), given);
    PrintWriter messages = messages();
    try (ParallelMap<Object> map = builder.build()) {
      if (dryRun) {
        DryRun dry = map.dryRun();
        messages.print(dry);
        messages.flush();
        if (!goesOn(dry, messages)) {
          if (json) {
            JsonOutput.print(JsonOutput.describe(dry), results());
          }
          return dry.failure().isPresent() ? Acme.SOME_FAILED : Acme.OK;
        }
      }
      if (!isQuiet(given)) {
        messages.println("acme: " + map);
      }
      return report(map.compute(), given, messages);
    }
  }

  private int report(Run<Object> run, GivenOptions given, PrintWriter messages) {
    PrintWriter results = results();
    boolean inMemory = given.find(RunOption.IN_MEMORY).orElse(false);
    if (json) {
      JsonOutput.print(JsonOutput.describe(run, inMemory), results);
    } else if (inMemory) {
      JsonOutput.print(run.asJava(), results);
    } else {
      run.containerAddress().or(run::directoryAddress).ifPresent(results::println);
    }
    if (run.ranges() == 0 && !isQuiet(given)) {
      messages.println(
          run.nInputs() == 0
              ? "acme: the inputs are empty, so there was nothing to compute"
              : "acme: nothing was left to compute");
    }
    messages.print(run.failureSummary());
    if (!run.failures().isEmpty()) {
      run.directoryAddress()
          .ifPresent(
              directory ->
                  messages.printf(
                      "`acme resume %s --retry-failed` computes them again; add --force if the function or an input file has changed%n",
                      ShellWord.quoted(directory)));
    }
    messages.flush();
    return run.failures().isEmpty() ? Acme.OK : Acme.SOME_FAILED;
  }

  private static boolean isQuiet(GivenOptions given) {
    return given.find(RunOption.VERBOSITY).equals(Optional.of(Verbosity.QUIET));
  }

  private boolean goesOn(DryRun dry, PrintWriter messages) {
    return dry.failure().isEmpty()
        && cluster.mayAsk()
        && Question.isPossible()
        && Question.isAgreed("Make all %s computations?".formatted(dry.nInputs()), messages);
  }

  private ParallelMapBuilder<Object> withArguments(NamedMapBuilder named) {
    var positional = new ArrayList<Object>();
    Map<String, Object> byName = new LinkedHashMap<>();
    for (String text : program.arguments(function, args)) {
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
}
