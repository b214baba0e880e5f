package org.acmespark.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Infinity and NaN inside of lists as Python and numpy spell them: {@code [1, -inf, np.nan]}. */
final class NumpyNumbers {
  /** A string, which stays as it is, or a number's name. */
  private static final Pattern STRING_OR_NAME =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|(?<![\\w.])(?:(?:np|numpy|math)\\.)?(?<name>[iI]nf|nan)(?![\\w.])");

  private NumpyNumbers() {}

  /** The text with JSON's names, as the parser of lists and maps takes them. */
  static String inJson(String text) {
    if (text.isEmpty() || "[{".indexOf(text.charAt(0)) < 0) {
      return text;
    }
    Matcher matcher = STRING_OR_NAME.matcher(text);
    return matcher.replaceAll(
        found ->
            found.group(1) == null
                ? Matcher.quoteReplacement(found.group())
                : found.group(1).toLowerCase(Locale.ROOT).equals("inf") ? "Infinity" : "NaN");
  }
}
