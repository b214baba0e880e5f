package org.acmespark.cli;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.Args;
import org.acmespark.Datasets;
import org.acmespark.model.Arg;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;

/**
 * Parses the arguments of {@code acme run} into what {@code ParallelMap.named} takes.
 *
 * <pre>
 * ARG   := VALUE | name=VALUE
 * VALUE := [each:|all:] (JSON | bare word | range(a,b[,step]) | linspace(a,b,n)
 *          | @file.json | @INPUT)
 * </pre>
 *
 * <p>{@link Datasets#input} describes INPUT.
 */
final class ArgumentGrammar {
  /**
   * One argument.
   *
   * @param name the parameter that gets the value; empty for the next one
   * @param value a Java value, a {@link Sequence} or an {@link Arg}
   */
  record Argument(Optional<String> name, Object value) {}

  private static final Pattern NAMED = Pattern.compile("(?s)([\\p{L}_$][\\p{L}\\p{N}_$]*)=(.*)");
  private static final Pattern CALL = Pattern.compile("(range|linspace)\\s*\\((.*)\\)");

  /** A dataset without the slash that its path begins with. */
  private static final Pattern RELATIVE =
      Pattern.compile("(?<file>@.+\\.(?:h5|hdf5|he5|nc|nc4|mat|nwb)):(?<dataset>[^/\"].*)");

  private ArgumentGrammar() {}

  /**
   * Parses one ARG of the command line.
   *
   * @throws IllegalArgumentException if the text follows no rule, or names a file or dataset that
   *     does not exist
   */
  static Argument parse(String text) {
    Matcher named = NAMED.matcher(text);
    if (!named.matches()) {
      return new Argument(Optional.empty(), value(text));
    }
    String name = named.group(1);
    try {
      return new Argument(Optional.of(name), value(named.group(2)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("argument " + name + ": " + e.getMessage(), e);
    }
  }

  private static Object value(String text) {
    if (text.startsWith("each:")) {
      return each(plain(afterPrefix(text, "each:")), text);
    }
    if (text.startsWith("all:")) {
      return all(plain(afterPrefix(text, "all:")), text);
    }
    return plain(text);
  }

  private static String afterPrefix(String text, String prefix) {
    String rest = text.substring(prefix.length());
    if (NAMED.matcher(rest).matches()) {
      String corrected = rest.replaceFirst("=", "=" + prefix);
      throw new IllegalArgumentException(
          "'%s': %s belongs before the value: %s".formatted(text, prefix, corrected));
    }
    return rest;
  }

  private static Object plain(String text) {
    if (text.startsWith("@")) {
      return fromFile(text);
    }
    requireClosed(text.strip());
    Matcher call = CALL.matcher(text.strip());
    if (call.matches()) {
      return sequence(call.group(1), numbers(call.group(2), text), text);
    }
    return JsonValues.parse(text).orElse(text);
  }

  private static Object each(Object value, String text) {
    if (value instanceof Arg) {
      return value;
    }
    if (value instanceof Sequence<?> sequence) {
      return Args.each(sequence);
    }
    if (value instanceof StoredValue whole) {
      return each(whole.toJava(), text);
    }
    if (value instanceof List<?> list) {
      return Args.each(list);
    }
    if (value.getClass().isArray()) {
      var elements = new ArrayList<Object>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(Array.get(value, i));
      }
      return Args.each(elements);
    }
    throw new IllegalArgumentException(
        "'%s': each: needs a list, a range or a dataset with a dimension".formatted(text));
  }

  private static Object all(Object value, String text) {
    if (value instanceof Arg) {
      throw new IllegalArgumentException(
          "'%s': all: gives every computation the same, but * gives each its own; leave one of them out"
              .formatted(text));
    }
    if (value instanceof Sequence<?> sequence && !(value instanceof StoredValue)) {
      var elements = new ArrayList<Object>();
      for (long i = 0; i < sequence.length(); i++) {
        elements.add(sequence.get(i));
      }
      return Args.all(elements);
    }
    return Args.all(value);
  }

  private static Object sequence(String function, List<Number> numbers, String text) {
    int count = numbers.size();
    if (function.equals("linspace")) {
      if (count != 3 || !(numbers.get(2) instanceof Integer n)) {
        throw new IllegalArgumentException(
            "'" + text + "': expected linspace(first, last, number of values)");
      }
      return Args.linspace(numbers.get(0).doubleValue(), numbers.get(1).doubleValue(), n);
    }
    if (count < 1 || count > 3) {
      throw new IllegalArgumentException(
          "'" + text + "': expected range(end), range(start, end) or range(start, end, step)");
    }
    for (Number number : numbers) {
      if (number instanceof Double || number instanceof BigInteger) {
        throw new IllegalArgumentException(
            "'%s': range counts in 64-bit integers, %s is none; linspace(first, last, number of"
                    .formatted(text, number)
                + " values) gives fractions");
      }
    }
    boolean ints = numbers.stream().allMatch(Integer.class::isInstance);
    long start = count == 1 ? 0 : numbers.get(0).longValue();
    long end = numbers.get(count == 1 ? 0 : 1).longValue();
    long step = count == 3 ? numbers.get(2).longValue() : 1;
    return ints ? Args.range((int) start, (int) end, (int) step) : Args.range(start, end, step);
  }

  private static List<Number> numbers(String list, String text) {
    Object values;
    try {
      values = JsonValues.parse("[" + list + "]").orElseThrow();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' holds something else than numbers", e);
    }
    var numbers = new ArrayList<Number>();
    for (Object value : (List<?>) values) {
      if (!(value instanceof Number number)) {
        throw new IllegalArgumentException("'" + text + "': " + value + " is not a number");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * Refuses text such as {@code range(3}: the shell splits an argument at blanks unless it is
   * quoted.
   */
  private static void requireClosed(String text) {
    if (text.matches("(?s)(range|linspace)\\s*\\([^)]*")) {
      throw new IllegalArgumentException(
          "'%s': the closing parenthesis is missing; the shell wants it in quotation marks: 'range(3)'"
              .formatted(text));
    }
  }

  private static Object fromFile(String text) {
    String source = HomeDirectory.expand(text.substring(1));
    if (source.endsWith(".json")) {
      return JsonValues.read(Path.of(source));
    }
    Optional<Object> input = Datasets.find(source, text);
    if (input.isEmpty() && Files.isRegularFile(Path.of(source))) {
      Datasets.requireReadable(source);
    }
    return input.orElseThrow(
        () ->
            new IllegalArgumentException(
                "'%s': %sexpected @file.json, @file.csv, @file.parquet, @file.npy, @file.h5:/dataset or @file.h5:/dataset[:,*]; a text that begins with @ is written as JSON: '\"%s\"'"
                    .formatted(text, meant(text), text)));
  }

  /** Names the dataset that was meant if only its first slash is missing. */
  private static String meant(String text) {
    Matcher relative = RELATIVE.matcher(text);
    return relative.matches()
        ? "did you mean '%s:/%s'? ".formatted(relative.group("file"), relative.group("dataset"))
        : "";
  }
}
