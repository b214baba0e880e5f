package org.acmespark.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands that {@code submit/acme} executes before a JVM of acme starts. They are declared
 * here for help, completion and the manual page.
 */
final class LauncherCommands {
  private LauncherCommands() {}

  /** A command that is no business of this JVM. */
  private abstract static class ByTheLauncher implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new IllegalArgumentException(
          "%s is part of the command acme, and does not work through spark-submit"
              .formatted(spec.name()));
    }
  }

  @Command(
      name = "shell",
      description =
          "Opens JShell, or a Scala REPL, with Spark running (sc; spark where Spark SQL is"
              + " installed) and with the classes of acme imported.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {"  acme shell --jar filters.jar", "  acme shell --scala --master local[4]"})
  static final class Shell extends ByTheLauncher {
    @Mixin private SubmitFlags spark;

    @Option(names = "--scala", description = "A Scala REPL instead of JShell.")
    private boolean scala;

    @Parameters(
        arity = "0..*",
        paramLabel = "-- OPTION",
        description = "After --: options of the shell.")
    private List<String> others;
  }

  @Command(
      name = "jupyter",
      description = {
        "Installs a kernel for Jupyter in which Java is typed and acme and Spark are at hand.",
        "Spark starts with the first run in a notebook."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {"  acme jupyter --driver-memory 8g", "  acme jupyter --master spark://host:7077"})
  static final class Jupyter extends ByTheLauncher {
    @Mixin private SubmitFlags spark;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "Where the kernel is described; else where Jupyter looks for yours.")
    private String directory;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "Name of the kernel (default: acme).")
    private String name;
  }

  @Command(
      name = "python",
      description = "Starts Python with the package acme: `from acme import ParallelMap`.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  acme python analysis.py", "  acme python --python /usr/bin/python3 analysis.py"})
  static final class Python extends ByTheLauncher {
    @Option(
        names = "--python",
        paramLabel = "PATH",
        description = "The interpreter; else $ACME_PYTHON, else python3.")
    private String interpreter;

    @Parameters(
        arity = "0..*",
        paramLabel = "ARG",
        description = "What the interpreter gets: a script, its arguments, options of Python.")
    private List<String> arguments;
  }
}
