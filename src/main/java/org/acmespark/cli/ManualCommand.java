package org.acmespark.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code acme manual}: prints the manual page in the macros of man(7), from the same descriptions
 * as help.
 */
@Command(
    name = "manual",
    description = "Prints the manual page of all commands, for man.",
    footer = "  acme manual --help")
final class ManualCommand extends AcmeCommand {
  private final StringBuilder page = new StringBuilder();

  @Override
  public Integer call() {
    CommandSpec acme = spec().root();
    page.append(".TH ACME 1 \"\" \"acme\" \"ACME for Spark\"\n.SH NAME\nacme \\- ")
        .append(escaped(String.join(" ", acme.usageMessage().description())))
        .append("\n.SH SYNOPSIS\n.B acme\n.I COMMAND ...\n.SH DESCRIPTION\n");
    paragraph(
        "Results go to standard output, everything else to standard error. Times are written as"
            + " 500ms, 30s, 5min, 1.5h or 7d, sizes as 4g or 8.5GB.");
    page.append(".SH COMMANDS\n");
    for (CommandLine command : acme.subcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        command(command);
      }
    }
    page.append(".SH EXIT STATUS\n");
    item("0", "All computations have results.");
    item("1", "Some computations failed.");
    item("2", "The command is wrong; the message says what is expected.");
    item("3", "The infrastructure failed: Spark, SLURM, the file system.");
    results().print(page);
    return Acme.OK;
  }

  private void command(CommandLine command) {
    CommandSpec described = command.getCommandSpec();
    page.append(".SS acme ").append(escaped(described.name())).append('\n');
    page.append(".nf\n").append(escaped(command.getHelp().synopsis(0).strip())).append("\n.fi\n");
    Arrays.stream(described.usageMessage().description()).forEach(this::paragraph);
    for (PositionalParamSpec parameter : described.positionalParameters()) {
      item(parameter.paramLabel(), String.join(" ", parameter.description()));
    }
    for (OptionSpec option : described.options()) {
      if (!option.hidden()) {
        boolean takes = option.arity().max() > 0;
        item(
            String.join(", ", option.names()) + (takes ? " " + option.paramLabel() : ""),
            String.join(" ", option.description()));
      }
    }
    for (CommandLine part : command.getSubcommands().values()) {
      item(
          part.getCommandSpec().qualifiedName(),
          String.join(" ", part.getCommandSpec().usageMessage().description()));
    }
    page.append(".PP\nExamples:\n.PP\n.nf\n");
    Arrays.stream(described.usageMessage().footer())
        .forEach(line -> page.append(escaped(line)).append('\n'));
    page.append(".fi\n");
  }

  private void paragraph(String text) {
    page.append(".PP\n").append(escaped(text)).append('\n');
  }

  private void item(String term, String text) {
    page.append(".TP\n.B ").append(escaped(term)).append('\n').append(escaped(text)).append('\n');
  }

  /** Escapes what troff reads as commands; see groff_char(7). */
  private static String escaped(String text) {
    String plain = Ansi.OFF.string(text.replace("%n", " ").replace("%%", "%"));
    String line = plain.replace("\\", "\\(rs").replace("-", "\\-").replace("`", "\\(ga");
    return line.lines()
        .map(each -> each.startsWith(".") || each.startsWith("'") ? "\\&" + each : each)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }
}
