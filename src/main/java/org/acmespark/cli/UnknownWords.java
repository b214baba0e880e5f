package org.acmespark.cli;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains commands and options that do not exist, with those that may have been meant. */
final class UnknownWords {
  /** How picocli's command help refuses one. */
  private static final Pattern HELP_ABOUT = Pattern.compile("Unknown subcommand '(.*)'\\.");

  /** Names that other commands give to an option. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          entry(
              "--output-dir",
              "-o --out --output --outdir --dir --resultdir --result-dir --resultsdir --results-dir"),
          entry("--n-workers", "-j -n -w --jobs --n-jobs --workers --cores --parallel"),
          entry("--mem-per-worker", "--mem --memory"),
          entry("--time-limit", "--time --walltime"),
          entry("--overwrite", "-f --force"),
          entry("--verbose", "-v"),
          entry("--quiet", "-q --silent"));

  private UnknownWords() {}

  /** Returns the names of the commands below a command, without hidden ones. */
  static List<String> commands(CommandLine command) {
    return command.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(spec -> !spec.usageMessage().hidden())
        .map(CommandSpec::name)
        .toList();
  }

  /** Returns a message; empty if the mistake is another one. */
  static Optional<String> explain(ParameterException e) {
    CommandLine command = e.getCommandLine();
    Matcher help = HELP_ABOUT.matcher(String.valueOf(e.getMessage()));
    if (help.matches()) {
      return Optional.of(command(help.group(1), command));
    }
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      return Optional.of(option(word.replaceFirst("=.*", ""), command));
    }
    return command.getSubcommands().isEmpty()
        ? Optional.empty()
        : Optional.of(command(word, command));
  }

  private static String command(String word, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String what = spec.root() == spec ? "command" : "command " + spec.name();
    List<String> commands = commands(command);
    List<String> near = NearWords.to(word, commands);
    return "there is no %s %s; %s"
        .formatted(
            what,
            word,
            near.isEmpty()
                ? "the commands are " + String.join(", ", commands)
                : "did you mean " + String.join(" or ", near) + "?");
  }

  private static String option(String word, CommandLine command) {
    List<String> options =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(option -> option.longestName())
            .toList();
    List<String> elsewhere =
        options.stream()
            .filter(o -> List.of(ELSEWHERE.getOrDefault(o, "").split(" ")).contains(word))
            .toList();
    List<String> near = elsewhere.isEmpty() ? NearWords.to(word, options) : elsewhere;
    return "there is no option %s%s"
        .formatted(word, near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
  }
}
