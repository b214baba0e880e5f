package org.acmespark.program;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders: {@code {name}}, or {@code {name.json}} for the path of a file with the
 * value. {@code {{name}}} is the text {@code {name}}. Other braces and {@code ${name}} are text,
 * too.
 */
record Template(List<Piece> pieces) implements Serializable {
  private static final Pattern HOLE =
      Pattern.compile(
          "\\{\\{(?<literal>[\\p{L}_][\\p{L}\\p{N}_]*(?:\\.\\w+)?)}}"
              + "|(?<!\\$)\\{(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)(?:\\.(?<file>\\w+))?}");

  /** A part of a template. */
  sealed interface Piece extends Serializable {}

  /** Text that is not replaced. */
  record Text(String text) implements Piece {}

  /**
   * A placeholder.
   *
   * @param file extension of the file whose path replaces the placeholder; empty if the value
   *     itself replaces it
   */
  record Hole(String name, String file) implements Piece {
    @Override
    public String toString() {
      return "{" + name + (file.isEmpty() ? "" : "." + file) + "}";
    }
  }

  static Template of(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = HOLE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      pieces.add(new Text(text.substring(from, matcher.start())));
      from = matcher.end();
      String literal = matcher.group("literal");
      String file = matcher.group("file");
      pieces.add(
          literal == null
              ? new Hole(matcher.group("name"), file == null ? "" : file)
              : new Text("{" + literal + "}"));
    }
    pieces.add(new Text(text.substring(from)));
    return new Template(List.copyOf(pieces));
  }

  /** Returns the text of a template that has no placeholders. */
  String text() {
    var text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(((Text) piece).text());
    }
    return text.toString();
  }

  List<Hole> holes() {
    return pieces.stream().filter(Hole.class::isInstance).map(Hole.class::cast).toList();
  }
}
