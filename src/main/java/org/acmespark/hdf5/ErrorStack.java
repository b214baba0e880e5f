package org.acmespark.hdf5;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Chooses an error text from the library's error stack. Usually the innermost call knows the file
 * and errno, and the ten calls around it only report that something failed. If the library has
 * tried an alternative in vain, the innermost text is about the alternative: for example about a
 * folder of plug-ins, while an outer call names the missing filter.
 */
final class ErrorStack {
  private static final Pattern TELLING =
      Pattern.compile(
          "required filter .* is not registered|external link file name|object '.*' doesn't exist",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WAY_OUT =
      Pattern.compile(
          "can't open directory|search in (path|table|paths)|plug-?in|filter .* isn't|find path",
          Pattern.CASE_INSENSITIVE);

  private ErrorStack() {}

  /**
   * Returns the text for users, followed by the system's error.
   *
   * @param texts of the calls, the outermost first
   */
  static String telling(List<String> texts) {
    String text =
        texts.stream()
            .filter(t -> TELLING.matcher(t).find())
            .findFirst()
            .orElseGet(
                () ->
                    last(texts.stream().filter(t -> !WAY_OUT.matcher(t).find()).toList())
                        .orElse(last(texts).orElse("")));
    return texts.stream()
        .filter(t -> t.contains("errno") && !t.equals(text) && !WAY_OUT.matcher(t).find())
        .findFirst()
        .map(system -> text + " (" + system + ")")
        .orElse(text);
  }

  private static Optional<String> last(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(texts.size() - 1));
  }
}
