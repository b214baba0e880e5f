package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.acmespark.model.HomeDirectory;
import org.acmespark.run.RecordedCommand;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code acme resume}: the command that began a run, once more, for what has no result yet.
 *
 * <p>Spark must know its master and the jars before this JVM starts, so {@code submit/acme} asks
 * first, with {@code --recall}, what the command was.
 */
@Command(
    name = "resume",
    description = {
      "Goes on with a run that `acme run` began and that ended before its time: computes what has no"
          + " committed result, and nothing else.",
      "Prints what `acme run` prints, with the same exit status."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  acme resume ACME_20261122-100302-976973",
      "  acme resume my-run --retry-failed --master spark://host:7077"
    })
final class ResumeCommand implements Callable<Integer>, Acme.Verbose {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_DIR", description = "The run directory, ACME_...")
  private String runDirectory;

  @Option(
      names = "--retry-failed",
      description = "Compute those that failed again, too; else they stay failed.")
  private boolean retryFailed;

  @Option(
      names = "--force",
      description = "Go on though function, arguments or jars are not what they were.")
  private boolean force;

  @Option(
      names = "--trust",
      description =
          "Run the command that the directory records though others can write it, with all its"
              + " properties of Spark.")
  private boolean trust;

  @Option(
      names = "--n-workers",
      paramLabel = "N",
      description = "Cores of a local run; as it was begun unless given.")
  private Optional<Integer> workers;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--json",
      description = "Print one JSON object: container, files, nInputs, failed, seconds.")
  private boolean json;

  @ArgGroup private Loudness loudness = new Loudness();

  @Option(names = "--recall", hidden = true, description = "Print the words of the command.")
  private boolean recall;

  @Override
  public boolean verbose() {
    return loudness.verbose;
  }

  @Override
  public Integer call() {
    LastWords.areWaitedFor();
    PrintWriter results = spec.commandLine().getOut();
    RecordedCommand recorded =
        RecordedCommand.of(runDirectory)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        ("the run in %s was begun by a program, not by `acme run`: resume it there,"
                                + " with resume(...)")
                            .formatted(runDirectory)));
    List<Path> jars = spark.jars().isEmpty() ? recorded.jars() : spark.jars();
    if (!trust) {
      RecordedCommand.requireOwn(runDirectory, recorded.jars().equals(jars) ? jars : List.of());
    }
    RunCommand run = RunCommand.parse(recorded.arguments(), results, spec.commandLine().getErr());
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
    spark.requireThatSparkHasThem();
    var command = new RecordedCommand(recorded.arguments(), recorded.directory(), jars);
    return run.resume(
        runDirectory, new RunCommand.Resumed(retryFailed, force, workers, json, loudness, command));
  }

  /** Where to go, the number of arguments and these, for they may name files, and what to type. */
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
    addIf(retryFailed, "--retry-failed", words);
    addIf(force, "--force", words);
    addIf(trust, "--trust", words);
    addIf(json, "--json", words);
    addIf(loudness.verbose || (run.verbose() && !loudness.quiet), "--verbose", words);
    addIf(loudness.quiet, "--quiet", words);
    words.addAll(spark.wordsOver(run.spark(), recorded.jars(), workers, run.workers(), trust));
    return words;
  }

  /** Spark would end with a stack trace. */
  private static void requireThere(List<Path> jars) {
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new IllegalArgumentException(
            "the jar %s is not there any more; name another with --jar".formatted(jar));
      }
    }
  }

  private static void addIf(boolean wanted, String option, List<String> words) {
    if (wanted) {
      words.add(option);
    }
  }
}
