package org.acmespark.binding;

import java.io.File;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A column of texts, which become values when the type of their parameter is known. */
final class TextColumn extends Column {
  private static final long serialVersionUID = 1;

  private final List<String> texts;
  private final List<Long> lines;

  /**
   * Takes a column.
   *
   * @param file the table, for messages
   * @param texts one for each row
   * @param lines the line of each row in the file, counted from 1
   */
  TextColumn(String file, String name, List<String> texts, List<Long> lines) {
    super(file, name);
    this.texts = texts;
    this.lines = lines;
  }

  @Override
  public long length() {
    return texts.size();
  }

  /**
   * Returns integers if all texts are, else numbers, else truth values, else texts. An empty field
   * among numbers is NaN.
   */
  @Override
  List<Object> plain() {
    return all(TextColumn::integer)
        .or(() -> all(TextColumn::number))
        .or(() -> all(TextColumn::truth))
        .orElseGet(() -> List.copyOf(texts));
  }

  private Optional<List<Object>> all(Function<String, Optional<Object>> parser) {
    List<Object> values = new ArrayList<>();
    for (String text : texts) {
      Optional<Object> value = parser.apply(text);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  @Override
  List<Object> as(Class<?> type, String argument) {
    Class<?> element = Column.element(type);
    if (element.isEnum()
        || element == char.class
        || element == Character.class
        || CharSequence.class.isAssignableFrom(element)
        || Path.class.isAssignableFrom(element)
        || File.class.isAssignableFrom(element)) {
      return List.copyOf(texts);
    }
    if (element == boolean.class || element == Boolean.class) {
      return parsed(argument, "neither true nor false", TextColumn::truth);
    }
    if (Column.hasFractions(element)) {
      return parsed(argument, "no number", TextColumn::number);
    }
    if (element.isPrimitive() || Number.class.isAssignableFrom(element)) {
      return parsed(
          argument,
          "no number",
          text -> integer(text).or(() -> text.isEmpty() ? Optional.empty() : number(text)));
    }
    return toJava();
  }

  private List<Object> parsed(
      String argument, String why, Function<String, Optional<Object>> parser) {
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < texts.size(); k++) {
      String text = texts.get(k);
      long line = lines.get(k);
      values.add(
          parser
              .apply(text)
              .orElseThrow(
                  () -> {
                    String field = text.isEmpty() ? "an empty field" : "\"" + text + "\"";
                    return error("argument " + argument, "line " + line, field + " is " + why);
                  }));
    }
    return values;
  }

  private static Optional<Object> integer(String text) {
    if (!text.matches("[+-]?\\d{1,40}")) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(text);
    if (value.bitLength() < Integer.SIZE) {
      return Optional.of(value.intValue());
    }
    return Optional.of(value.bitLength() < Long.SIZE ? value.longValue() : (Object) value);
  }

  /** An empty text is NaN. */
  private static Optional<Object> number(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.isEmpty() || lower.equals("nan") || lower.equals("na")) {
      return Optional.of(Double.NaN);
    }
    if (lower.matches("[+-]?inf(inity)?")) {
      return Optional.of(
          lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(value);
  }

  private static Optional<Object> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
