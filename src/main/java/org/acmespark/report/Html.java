package org.acmespark.report;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text as HTML. Everything that comes from a run passes {@link #text}: names of functions, messages
 * and host names may contain anything.
 */
final class Html {
  private Html() {}

  /**
   * Escapes text for any place between tags or in a quoted attribute. Characters that are invisible
   * or reverse the direction of the text around them become visible.
   */
  static String text(Object value) {
    String all = String.valueOf(value);
    var escaped = new StringBuilder(all.length() + 16);
    all.codePoints().forEach(c -> append(c, escaped));
    return escaped.toString();
  }

  private static void append(int c, StringBuilder escaped) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      case '`' -> escaped.append("&#96;");
      case '\n', '\t' -> escaped.append((char) c);
      default -> {
        if (isInvisible(c)) {
          escaped.append('\ufffd');
        } else {
          escaped.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || !Character.isDefined(c);
  }

  /** Escapes at most {@code most} characters; an ellipsis shows that there are more. */
  static String text(String value, int most) {
    int end = value.offsetByCodePoints(0, Math.min(most, value.codePointCount(0, value.length())));
    return end == value.length() ? text(value) : text(value.substring(0, end)) + "&hellip;";
  }

  static String code(Object value) {
    return "<code>" + text(value) + "</code>";
  }

  static String code(String value, int most) {
    return "<code>" + text(value, most) + "</code>";
  }

  /**
   * Returns a table.
   *
   * @param heads names of the columns; those that begin with {@code #} hold numbers
   * @param rows cells, which are HTML
   */
  static String table(Collection<String> heads, Collection<? extends Collection<String>> rows) {
    String head =
        heads.stream()
            .map(name -> name.startsWith("#") ? th(" class=n", name.substring(1)) : th("", name))
            .collect(Collectors.joining());
    boolean[] numbers = new boolean[heads.size()];
    int column = 0;
    for (String name : heads) {
      numbers[column++] = name.startsWith("#");
    }
    String body =
        rows.stream().map(row -> row(row.stream(), numbers)).collect(Collectors.joining("\n"));
    return "<div class=scroll><table><thead><tr>%s</tr></thead>\n<tbody>%s</tbody></table></div>"
        .formatted(head, body);
  }

  private static String th(String attribute, String name) {
    return "<th" + attribute + ">" + text(name) + "</th>";
  }

  private static String row(Stream<String> cells, boolean[] numbers) {
    int[] column = {0};
    return cells
        .map(cell -> (numbers[column[0]++] ? "<td class=n>" : "<td>") + cell + "</td>")
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  /** Returns a list of terms and what they are; both are HTML. */
  static String pairs(Collection<String[]> pairs) {
    return pairs.stream()
        .map(pair -> "<dt>%s</dt><dd>%s</dd>".formatted(pair[0], pair[1]))
        .collect(Collectors.joining("\n", "<dl>", "</dl>"));
  }
}
