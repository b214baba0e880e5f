package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.model.HomeDirectory;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.RunOption;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code acme resume}: repeats the command that began a run, for computations without a result.
 *
 * <p>Spark must know its master and the jars before this JVM starts, so {@code submit/acme} first
 * reads the earlier command with {@code --recall}.
 */
@Command(
    name = "resume",
    description = {
      "Goes on with a run that `acme run` began and that ended before its time: computes what has no"
          + " committed result, and nothing else.",
      "Prints what `acme run` prints, with the same exit status."
    },
    sortOptions = false,
    modelTransformer = RunFlags.OfResume.class,
    footer = {
      "  acme resume ACME_20261122-100302-976973",
      "  acme resume my-run --retry-failed --master spark://host:7077"
    })
final class ResumeCommand extends AcmeCommand implements Acme.Verbose {
  @Parameters(paramLabel = "RUN_DIR", description = "The run directory, ACME_...")
  private String runDirectory;

  @Option(
      names = "--trust",
      description =
          "Run the command that the directory records though others can write it, with all its"
              + " properties of Spark.")
  private boolean trust;

  @Mixin private SubmitFlags submit;

  @Mixin private DetachFlag detach;

  @Option(names = "--json", description = "Print one JSON object, as acme run --json does.")
  private boolean json;

  @ArgGroup private VerbosityFlags verbosity = new VerbosityFlags();

  @Option(names = "--recall", hidden = true, description = "Print the words of the command.")
  private boolean recall;

  @Override
  public boolean verbose() {
    return verbosity.verbose;
  }

  @Override
  public Integer call() {
    detach.requireTaken();
    LastWords.areWaitedFor();
    PrintWriter results = results();
    RecordedCommand.requireBegun(runDirectory);
    RecordedCommand recorded =
        RecordedCommand.of(runDirectory)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        ("the run in %s was begun by a program, not by `acme run`: resume it there,"
                                + " with resume(...)")
                            .formatted(runDirectory)));
    List<Path> jars = submit.jars().isEmpty() ? recorded.jars() : submit.jars();
    if (!trust) {
      RecordedCommand.requireOwn(runDirectory, recorded.jars().equals(jars) ? jars : List.of());
    }
    RunCommand run = RunCommand.parse(recorded.arguments(), results, messages());
    requireThere(jars);
    if (recall) {
      words(recorded, run).forEach(word -> results.print(word + '\0'));
      return Acme.OK;
    }
    Path here = Path.of("").toAbsolutePath();
    if (!here.equals(recorded.directory())) {
      throw new IllegalArgumentException(
          "the run was begun in %s, this is %s; use submit/acme, or go there: relative paths"
                  .formatted(recorded.directory(), here)
              + " would mean other files");
    }
    submit.requireThatSparkHasThem();
    var command = new RecordedCommand(recorded.arguments(), recorded.directory(), jars);
    GivenOptions given = RunFlags.given(spec());
    given.set(RunOption.RESUME, runDirectory);
    verbosity.chosen().ifPresent(chosen -> given.set(RunOption.VERBOSITY, chosen));
    return run.resume(given, json, command);
  }

  /**
   * Returns the directory to change to, the number of arguments, the arguments, which may name
   * files, and the words to type.
   */
  private List<String> words(RecordedCommand recorded, RunCommand run) {
    List<String> words = new ArrayList<>();
    words.add(recorded.directory().toString());
    words.add(Integer.toString(recorded.arguments().size()));
    words.addAll(recorded.arguments());
    words.add("resume");
    words.add(
        RecordedCommand.isAddress(runDirectory)
            ? runDirectory
            : Path.of(HomeDirectory.expand(runDirectory)).toAbsolutePath().normalize().toString());
    GivenOptions given = RunFlags.given(spec());
    addIf(isGiven(given, RunOption.RETRY_FAILED), "--retry-failed", words);
    addIf(isGiven(given, RunOption.FORCE), "--force", words);
    addIf(trust, "--trust", words);
    given
        .find(RunOption.WAIT_LOCK)
        .ifPresent(time -> words.addAll(List.of("--wait-lock", time.toMillis() + "ms")));
    addIf(json, "--json", words);
    addIf(verbosity.verbose || (run.verbose() && !verbosity.quiet), "--verbose", words);
    addIf(verbosity.quiet, "--quiet", words);
    GivenOptions earlier = run.given();
    boolean userFirst =
        isGiven(given, RunOption.USER_CLASSPATH_FIRST)
            || isGiven(earlier, RunOption.USER_CLASSPATH_FIRST);
    addIf(userFirst, "--user-classpath-first", words);
    words.addAll(
        submit.wordsOver(
            run.submit(),
            recorded.jars(),
            given.find(RunOption.WORKERS),
            earlier.find(RunOption.WORKERS),
            trust));
    return words;
  }

  /** Refuses missing jars, with which Spark would end with a stack trace. */
  private static void requireThere(List<Path> jars) {
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new IllegalArgumentException(
            "the jar %s is not there any more; name another with --jar".formatted(jar));
      }
    }
  }

  private static boolean isGiven(GivenOptions options, RunOption<Boolean> option) {
    return options.find(option).orElse(false);
  }

  private static void addIf(boolean wanted, String option, List<String> words) {
    if (wanted) {
      words.add(option);
    }
  }
}
