package org.acmespark.program;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Puts values into a shell's command so that the shell takes none for its own: what might mean
 * something to it is handed over as a variable, by which it is quoted whatever stands in it.
 */
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  private final StringBuilder text = new StringBuilder();
  private char inside; // the quotation mark that is open, or 0

  private ShellText() {}

  /**
   * The command.
   *
   * @param variables gets those that the command needs
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
        k++; // the next one stands for itself
      } else if (c == inside) {
        inside = 0;
      } else if (inside == 0 && (c == '\'' || c == '"')) {
        inside = c;
      }
    }
    text.append(plain);
  }

  private void append(Template.Hole hole, String value, Map<String, String> variables) {
    // Where nothing needs it there are no quotation marks: within $((...)) they would be too much.
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
