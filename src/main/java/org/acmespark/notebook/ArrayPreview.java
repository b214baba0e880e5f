package org.acmespark.notebook;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.acmespark.display.ProgressHtml;
import ucar.ma2.Array;
import ucar.ma2.Index;

/**
 * Formats an array for a notebook: its type and shape, and its first rows and columns as a table.
 */
final class ArrayPreview {
  private static final int SHOWN = 6;

  private final Array array;
  private final int[] shape;

  private ArrayPreview(Array array) {
    this.array = array;
    this.shape = array.getShape();
  }

  static String html(Array array) {
    return head(array) + new ArrayPreview(array).table();
  }

  /** Returns type and shape, such as {@code double (200, 10, 9)}. */
  static String head(Array array) {
    String shape =
        Arrays.stream(array.getShape()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return "<code>%s (%s)</code>".formatted(array.getDataType(), shape);
  }

  /** Returns a table of the last two dimensions, at index 0 of all dimensions before them. */
  private String table() {
    if (array.getSize() == 0) {
      return "";
    }
    int rows = shape.length < 2 ? 1 : shape[shape.length - 2];
    String where = shape.length <= 2 ? "" : "[" + "0, ".repeat(shape.length - 2) + ":, :]";
    return where
        + IntStream.range(0, Math.min(rows, SHOWN))
            .mapToObj(this::row)
            .collect(Collectors.joining("", "<table>", rows > SHOWN ? more() : "</table>"));
  }

  private static String more() {
    return "<tr><td>&#8942;</td></tr></table>";
  }

  private String row(int row) {
    int columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    return IntStream.range(0, Math.min(columns, SHOWN))
        .mapToObj(
            column -> "<td>" + ProgressHtml.escaped(String.valueOf(at(row, column))) + "</td>")
        .collect(
            Collectors.joining("", "<tr>", columns > SHOWN ? "<td>&#8230;</td></tr>" : "</tr>"));
  }

  private Object at(int row, int column) {
    Index index = array.getIndex();
    int[] position = new int[shape.length];
    if (shape.length > 0) {
      position[shape.length - 1] = column;
    }
    if (shape.length > 1) {
      position[shape.length - 2] = row;
    }
    return array.getObject(index.set(position));
  }
}
