package org.acmespark.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads infinity and NaN in lists as Python and numpy spell them: {@code [1, -inf, np.nan]}. */
final class NumpyNumbers {
  /** Matches a string, which stays as it is, or the name of a number. */
  private static final Pattern STRING_OR_NAME =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|(?<![\\w.])(?:(?:np|numpy|math)\\.)?(?<name>[iI]nf|nan)(?![\\w.])");

  private NumpyNumbers() {}

  /** Returns the text with the names that the JSON parser accepts in lists and maps. */
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
