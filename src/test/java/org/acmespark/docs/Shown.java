package org.acmespark.docs;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares output with what a document shows of it. */
final class Shown {
  private static final String STAMP = "ACME_\\d{8}-\\d{6}-\\d{6}";

  private Shown() {}

  /**
   * Whether {@code actual} is what is shown, where {@code ...} stands for anything, and times of
   * day, durations and the numbers that name runs may differ.
   */
  static boolean matches(String shown, String actual) {
    String pattern =
        Arrays.stream(normal(shown).split(Pattern.quote("..."), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(normal(actual)).matches();
  }

  /** The text with the run directory it speaks of replaced by {@code actualName}. */
  static String about(String actualName, String text) {
    return text.replaceAll(STAMP, actualName);
  }

  private static String normal(String text) {
    return text.replaceAll(STAMP, "ACME_TIME")
        .replaceAll("\\d{8}-\\d{6}\\.log", "TIME.log")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+Z?", "TIME")
        .replaceAll("(\"seconds\"\\s*:\\s*)[0-9.eE-]+", "$1SECONDS")
        .replaceAll("(\"seed\"\\s*:\\s*)\\d+", "$1SEED")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
        .replaceAll("[ \\t]+\\n", "\n")
        .strip();
  }
}
