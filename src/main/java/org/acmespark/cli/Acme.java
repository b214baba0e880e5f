package org.acmespark.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.acmespark.Checkup;
import org.acmespark.model.AcmeException;
import org.acmespark.model.HomeDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code acme}.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3
 * }</pre>
 *
 * <p>Results go to standard output, everything else to standard error. The exit status is 0 if all
 * computations have results, 1 if some failed, 2 for wrong usage, 3 for a failure of the
 * infrastructure, 130 after SIGINT and 143 after SIGTERM.
 */
@Command(
    name = "acme",
    description = "Calls a function over many inputs in parallel on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  acme run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3",
      "  acme resume ACME_20261122-100302-976973",
      "  acme inspect ACME_20261122-100302-976973/f.h5",
      "  acme verify ACME_20261122-100302-976973",
      "  acme report ACME_20261122-100302-976973",
      "  acme consolidate ACME_20261122-100302-976973/f.h5 all.h5",
      "",
      "`acme COMMAND --help` tells more about each command."
    })
public final class Acme implements Runnable {
  static final int OK = 0;
  static final int SOME_FAILED = 1;
  static final int USAGE = 2;
  static final int INFRASTRUCTURE = 3;

  /** In the order in which they are listed. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          ResumeCommand.class,
          InspectCommand.class,
          VerifyCommand.class,
          StatusCommand.class,
          AttachCommand.class,
          StopCommand.class,
          ReportCommand.class,
          ConsolidateCommand.class,
          ExportCommand.class,
          CleanCommand.class,
          DoctorCommand.class,
          ServeCommand.class,
          ClusterCommand.class,
          LauncherCommands.Shell.class,
          LauncherCommands.Jupyter.class,
          LauncherCommands.Python.class,
          CompletionCommand.class,
          ManualCommand.class,
          CommandLine.HelpCommand.class);

  private static final Set<String> ABOUT_OTHERS = Set.of("help", "completion", "manual");

  /** A command that can print more about an error than its message. */
  interface Verbose {
    boolean verbose();
  }

  @Spec private CommandSpec spec;

  Acme() {}

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    PrintStream results = System.out;
    // What users' functions and libraries print must not mix with the results.
    System.setOut(System.err);
    var encoded = new OutputStreamWriter(results, StandardCharsets.UTF_8);
    int status = execute(new PrintWriter(encoded, true), new PrintWriter(System.err, true), args);
    results.flush();
    System.exit(status);
  }

  /** Runs a command and returns its exit status. */
  static int execute(PrintWriter results, PrintWriter messages, String... args) {
    CommandLine acme = commandLine(needed(args)).setOut(results).setErr(messages);
    try {
      return acme.execute(args);
    } catch (OutOfMemoryError e) { // picocli does not catch errors
      messages.printf(
          "acme: out of memory, of which this process has %s MB: %s; --driver-memory gives a run more%n",
          Runtime.getRuntime().maxMemory() >> 20, e.getMessage());
      return INFRASTRUCTURE;
    } catch (Error e) {
      messages.println("acme: " + e);
      e.printStackTrace(messages);
      return INFRASTRUCTURE;
    } finally {
      results.flush();
      messages.flush();
      LastWords.spoken();
    }
  }

  /** Knows all commands. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** The command named first, unless it is about the others: all of them take 0.1 s to create. */
  private static List<Class<?>> needed(String... args) {
    if (args.length == 0 || ABOUT_OTHERS.contains(args[0])) {
      return COMMANDS;
    }
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(args[0]))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine acme = new CommandLine(new Acme());
    commands.forEach(command -> acme.addSubcommand(new CommandLine(command)));
    CommandLine run = acme.getSubcommands().get("run");
    if (run != null) {
      run.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedOptions());
    }
    acme.getSubcommands().values().forEach(Acme::setFirstSentenceApart);
    return acme.setCaseInsensitiveEnumValuesAllowed(true)
        .setPosixClusteredShortOptionsAllowed(false) // -hamming is not -h
        .registerConverter(Path.class, path -> Path.of(HomeDirectory.expand(path)))
        .setExpandAtFiles(false) // @FILE:/DATASET is an argument
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Acme::explainUsage)
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
  }

  /** The list of commands shows the first line of a description only. */
  private static void setFirstSentenceApart(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String[] lines = usage.description();
    if (lines.length == 1) {
      usage.description(lines[0].split("(?<=\\.) (?=[A-Z])", 2));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "COMMAND is missing: one of "
            + String.join(", ", UnknownWords.commands(spec.commandLine())));
  }

  private static int explainUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter messages = command.getErr();
    messages.println("acme: " + UnknownWords.explain(e).orElse(e.getMessage()));
    messages.println(
        "`" + command.getCommandSpec().qualifiedName() + " --help` shows usage and examples.");
    return USAGE;
  }

  private static int explain(Exception e, CommandLine command) {
    PrintWriter messages = command.getErr();
    boolean known = e instanceof IllegalArgumentException || e instanceof AcmeException;
    String message = known && e.getMessage() != null ? e.getMessage() : e.toString();
    messages.println("acme: " + OptionNames.in(message, command));
    if (command.getCommand() instanceof Verbose chosen && chosen.verbose()) {
      e.printStackTrace(messages);
    } else if (!known) {
      messages.println("`--verbose` shows where it happened.");
    }
    return e instanceof IllegalArgumentException ? USAGE : INFRASTRUCTURE;
  }

  /** Reads the version that the build writes into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Package jar = Acme.class.getPackage();
      String version = jar.getImplementationVersion();
      return new String[] {
        version == null
            ? "acme (not from a jar)"
            : "acme %s, built %s".formatted(version, jar.getSpecificationVersion()),
        "Spark " + Checkup.sparkVersion(),
        "HDF5 " + Checkup.hdf5Version(),
        "Java " + System.getProperty("java.version")
      };
    }
  }
}
