package org.acmespark.program;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Inserts values into a shell command so that the shell does not interpret them. A value with
 * characters that the shell might interpret is passed in a variable. The reference to the variable
 * is quoted, so its content does not matter.
 */
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  private final StringBuilder text = new StringBuilder();
  private char inside; // the open quotation mark, or 0

  private ShellText() {}

  /**
   * Returns the command.
   *
   * @param variables receives the variables that the command needs
   */
  static String of(
      List<Template.Piece> pieces,
      Map<Template.Hole, String> values,
      Map<String, String> variables) {
    var shell = new ShellText();
    for (Template.Piece piece : pieces) {
      if (piece instanceof Template.Text plain) {
        shell.append(plain.text());
      } else {
        shell.append((Template.Hole) piece, values.get(piece), variables);
      }
    }
    return shell.text.toString();
  }

  private void append(String plain) {
    for (int k = 0; k < plain.length(); k++) {
      char c = plain.charAt(k);
      if (c == '\\' && inside != '\'') {
        k++; // the next character is literal
      } else if (c == inside) {
        inside = 0;
      } else if (inside == 0 && (c == '\'' || c == '"')) {
        inside = c;
      }
    }
    text.append(plain);
  }

  private void append(Template.Hole hole, String value, Map<String, String> variables) {
    // A plain value gets no quotation marks, because they are not allowed within $((...)).
    if (PLAIN.matcher(value).matches()) {
      text.append(value);
      return;
    }
    String variable = "acme_" + variables.size();
    variables.put(variable, value);
    String use = "${" + variable + "}";
    text.append(
        switch (inside) {
          case '"' -> use;
          case '\'' -> "'\"" + use + "\"'";
          default -> "\"" + use + "\"";
        });
  }
}
