package org.acmespark.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.run.RunOption;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Puts the names that options have on the command line into messages that name them as Java does.
 */
final class OptionNames {
  private static final Pattern HYPHENATED = Pattern.compile("-(\\w)");

  private OptionNames() {}

  /**
   * The message with {@code --in-memory} for {@code inMemory} and so on. Names that are a single
   * word stay: they are told from others by nothing.
   */
  static String in(String message, CommandLine command) {
    String told = message;
    for (OptionSpec option : command.getCommandSpec().options()) {
      String name = option.longestName();
      String camel = inJava(name);
      if (!camel.equals(camel.toLowerCase(Locale.ROOT))) {
        told =
            told.replaceAll("(?<![.\\w])" + camel + "(?![\\w(])", Matcher.quoteReplacement(name));
      }
    }
    return told;
  }

  private static String inJava(String flag) {
    return RunOption.all().stream()
        .filter(option -> option.flag().equals(Optional.of(flag)))
        .map(RunOption::name)
        .findAny()
        .orElseGet(() -> camel(flag.replaceFirst("^--", "")));
  }

  private static String camel(String name) {
    return HYPHENATED.matcher(name).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }
}
