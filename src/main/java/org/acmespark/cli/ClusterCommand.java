package org.acmespark.cli;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.cluster.DetachedCluster;
import org.acmespark.cluster.SlurmOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code acme cluster}: starts and stops SLURM workers that serve several runs. */
@Command(
    name = "cluster",
    description = "Starts workers of SLURM that stay for several runs, shows and stops them.",
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  acme cluster start mine --partition 8GBS --n-workers 10 --mem-per-worker 8GB",
      "  acme run my.Noise::level 'linspace(-1,1,5000)' --cluster mine",
      "  acme cluster stop mine"
    })
final class ClusterCommand implements Runnable {
  private static final String START = "start";
  private static final String SERVE = "serve";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "start, status or stop is missing after cluster");
  }

  private void tell(String message) {
    spec.commandLine().getErr().println("acme: " + message);
  }

  @Command(
      name = START,
      description = "Starts a master in the background and workers as SLURM jobs.",
      mixinStandardHelpOptions = true)
  int start(@Mixin Wanted wanted) {
    wanted.options();
    DetachedCluster.requireFree(wanted.name);
    List<String> arguments =
        new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    arguments.set(arguments.indexOf(START), SERVE);
    arguments.add(0, Acme.class.getName());
    DetachedCluster.start(wanted.name, arguments, this::tell);
    tell("cluster %s is there; use it with --cluster %s".formatted(wanted.name, wanted.name));
    return Acme.OK;
  }

  /** Serves a cluster in the background, where {@code start} runs it. */
  @Command(name = SERVE, hidden = true)
  int serve(@Mixin Wanted wanted) {
    DetachedCluster.serve(wanted.name, wanted.options(), this::tell);
    return Acme.OK;
  }

  @Command(
      name = "status",
      description = "Shows this user's clusters: name, master, how they are.",
      mixinStandardHelpOptions = true)
  int status() {
    for (DetachedCluster.Status status : DetachedCluster.list()) {
      spec.commandLine()
          .getOut()
          .printf("%s\t%s\t%s%n", status.name(), status.master(), status.state());
    }
    return Acme.OK;
  }

  @Command(
      name = "stop",
      description = "Ends a cluster and its jobs.",
      mixinStandardHelpOptions = true)
  int stop(
      @Parameters(paramLabel = "NAME", defaultValue = "default", description = "Which one.")
          String name) {
    DetachedCluster.stop(name);
    return Acme.OK;
  }

  /** The cluster to start. */
  static final class Wanted {
    @Parameters(
        index = "0",
        paramLabel = "NAME",
        defaultValue = "default",
        description = "A name for it.")
    private String name;

    @Option(
        names = "--n-workers",
        paramLabel = "N",
        required = true,
        description = "Jobs, each a worker.")
    private int workers;

    @Mixin private SlurmFlags cluster;

    SlurmOptions options() {
      return cluster
          .slurmOptions(workers)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--partition is missing; workers that stay are SLURM's, and submit/standalone starts others"));
    }
  }
}
