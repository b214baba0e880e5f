package org.acmespark.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.run.RunOption;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Replaces Java names of options in messages with their names on the command line. */
final class OptionNames {
  private static final Pattern HYPHENATED = Pattern.compile("-(\\w)");

  private OptionNames() {}

  /**
   * Returns the message with {@code --in-memory} for {@code inMemory} and so on. A name that is a
   * single word stays, because it looks like any other word.
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
