package org.acmespark.notebook;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.acmespark.plan.InShort;

/**
 * Formats lists, arrays and simple values for a notebook, as Java prints lists: {@code [2, 4, 6]}.
 * Long lists are broken into lines between elements.
 */
final class ValueText {
  private static final int WIDTH = 88;
  private static final int SHOWN = 100;
  private static final int ELEMENT = 400;

  private ValueText() {}

  static String of(Object value) {
    if (value instanceof Collection<?> collection) {
      return list(collection.iterator(), collection.size());
    }
    return value.getClass().isArray() ? array(value) : value.toString();
  }

  /** Formats an array as a list behind its type and length. */
  private static String array(Object array) {
    if (array.getClass().getComponentType().isArray()) {
      return InShort.of(array);
    }
    int length = Array.getLength(array);
    List<Object> first = new ArrayList<>();
    for (int i = 0; i < Math.min(length, SHOWN); i++) {
      first.add(Array.get(array, i));
    }
    String type = array.getClass().getComponentType().getSimpleName();
    return "%s[%s] %s".formatted(type, length, list(first.iterator(), length));
  }

  private static String list(Iterator<?> elements, int size) {
    List<String> shown = new ArrayList<>();
    while (elements.hasNext() && shown.size() < SHOWN) {
      shown.add(element(elements.next()));
    }
    if (size > shown.size()) {
      shown.add("... (" + size + " in all)");
    }
    return "[" + wrapped(shown) + "]";
  }

  /** Breaks lines between elements. */
  private static String wrapped(List<String> elements) {
    StringBuilder text = new StringBuilder();
    int column = 1;
    for (int i = 0; i < elements.size(); i++) {
      String element = elements.get(i) + (i + 1 < elements.size() ? "," : "");
      if (i > 0 && column + element.length() >= WIDTH) {
        text.append("\n ");
        column = 1;
      } else if (i > 0) {
        text.append(' ');
      }
      text.append(element);
      column += element.length() + 1;
    }
    return text.toString();
  }

  private static String element(Object value) {
    if (value == null) {
      return "null";
    }
    boolean nested =
        value.getClass().isArray() || value instanceof Collection<?> || value instanceof Map<?, ?>;
    String text = nested ? InShort.of(value) : value.toString();
    return text.length() <= ELEMENT ? text : text.substring(0, ELEMENT - 3) + "...";
  }
}
