package org.acmespark.binding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.model.Arg;

/**
 * What stands in the brackets behind a dataset: {@code :,*}, {@code 0:500,*}, {@code 3,::2}.
 *
 * @param axis the dimension with {@code *}; -1 for none
 * @param spans one for each dimension; that of the axis is {@link Arg.Span#ALL}
 */
record Brackets(int axis, List<Arg.Span> spans) {
  private static final Pattern SPAN =
      Pattern.compile("(?<start>\\d*)\\s*:\\s*(?<stop>\\d*)\\s*(?::\\s*(?<step>\\d*))?");

  /**
   * Parses the text between the brackets.
   *
   * @param shown the whole argument, for messages
   * @param dataset the dataset, for messages
   */
  static Brackets parse(String text, String shown, String dataset) {
    int axis = -1;
    List<Arg.Span> spans = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String entry = part.strip();
      if (entry.equals("*")) {
        if (axis >= 0) {
          throw new IllegalArgumentException(
              "'" + shown + "': two *; exactly one dimension is spread over the computations");
        }
        axis = spans.size();
      }
      spans.add(entry.equals("*") ? Arg.Span.ALL : span(entry, shown, dataset));
    }
    return new Brackets(axis, List.copyOf(spans));
  }

  private static Arg.Span span(String entry, String shown, String dataset) {
    try {
      if (entry.matches("\\d+")) {
        long index = Long.parseLong(entry);
        return new Arg.Span(index, index + 1, 1, true);
      }
      Matcher span = SPAN.matcher(entry);
      if (span.matches()) {
        return checked(
            new Arg.Span(
                number(span.group("start"), 0),
                number(span.group("stop"), Arg.Span.END),
                number(span.group("step"), 1),
                false),
            shown);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s': %s is too large".formatted(shown, entry), e);
    }
    if (entry.matches("[-\\d\\s:]+")) {
      throw new IllegalArgumentException(
          "'%s': %s: indices are counted from 0, and negative ones are not taken"
              .formatted(shown, entry));
    }
    throw new IllegalArgumentException(
        "'%s': '%s' is neither : (everything), * (one slice per computation), an index such as 3 nor a part such as 0:500 or 0:500:2; a dataset whose name has brackets is quoted: %s"
            .formatted(shown, entry, dataset));
  }

  private static Arg.Span checked(Arg.Span span, String shown) {
    if (span.step() < 1 || span.stop() != Arg.Span.END && span.stop() <= span.start()) {
      throw new IllegalArgumentException("'%s': %s is empty".formatted(shown, span));
    }
    return span;
  }

  private static long number(String digits, long absent) {
    return digits == null || digits.isEmpty() ? absent : Long.parseLong(digits);
  }

  /** Whether nothing is left out. */
  boolean isAll() {
    return spans.stream().allMatch(Arg.Span.ALL::equals);
  }

  /** The spans as arguments hold them: none if nothing is left out. */
  List<Arg.Span> kept() {
    return isAll() ? List.of() : spans;
  }

  /**
   * Checks the spans against the dimensions of a dataset.
   *
   * @throws IllegalArgumentException if their numbers differ or a span reaches beyond
   */
  void requireIn(long[] shape, String shown) {
    if (shape.length != spans.size()) {
      throw new IllegalArgumentException(
          "'%s' has %s entries in brackets, but the dataset has %s dimensions, %s"
              .formatted(shown, spans.size(), shape.length, Arrays.toString(shape)));
    }
    for (int k = 0; k < shape.length; k++) {
      Arg.Span span = spans.get(k);
      if (span.stop() > shape[k] || span.start() > 0 && span.start() >= shape[k]) {
        throw new IllegalArgumentException(
            "'%s': %s reaches beyond dimension %s, counted from 0, whose length is %s"
                .formatted(shown, span, k, shape[k]));
      }
    }
  }
}
