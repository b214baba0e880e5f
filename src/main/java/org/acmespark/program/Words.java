package org.acmespark.program;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words by the shell's quoting rules (POSIX.1-2017, Shell Command
 * Language, 2.2). These are single quotes, double quotes and backslashes. It expands nothing.
 */
final class Words {
  private static final String SHELL_ALONE = "\\|\\|?|&&?|;|\\d*[<>].*";
  private static final String ESCAPED_IN_DOUBLE_QUOTES = "\\\"$`";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private boolean quoted;
  private int at;

  private Words(String text) {
    this.text = text;
  }

  /**
   * Splits a text into words.
   *
   * @throws IllegalArgumentException if a quotation mark is not closed, or if only a shell
   *     understands a word, such as {@code |}
   */
  static List<String> of(String text) {
    return new Words(text).split();
  }

  /** Returns the program that a shell would probably call first, else an empty text. */
  static String first(String command) {
    return command.strip().split("\\s+")[0];
  }

  private List<String> split() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (Character.isWhitespace(c)) {
        endWord();
        continue;
      }
      begun = true;
      switch (c) {
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '\\' -> {
          quoted = true;
          word.append(at < text.length() ? text.charAt(at++) : c);
        }
        default -> word.append(c);
      }
    }
    endWord();
    return List.copyOf(words);
  }

  private void singleQuoted() {
    quoted = true;
    int end = text.indexOf('\'', at);
    if (end < 0) {
      throw open('\'');
    }
    word.append(text, at, end);
    at = end + 1;
  }

  private void doubleQuoted() {
    quoted = true;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      boolean escapes =
          c == '\\'
              && at + 1 < text.length()
              && ESCAPED_IN_DOUBLE_QUOTES.indexOf(text.charAt(at + 1)) >= 0;
      word.append(escapes ? text.charAt(++at) : c);
    }
    throw open('"');
  }

  private IllegalArgumentException open(char mark) {
    return new IllegalArgumentException(
        "the command %s: the quotation mark %s is not closed".formatted(text, mark));
  }

  private void endWord() {
    if (!begun) {
      return;
    }
    String whole = word.toString();
    if (!quoted && whole.matches(SHELL_ALONE)) {
      throw new IllegalArgumentException(
          "the command %s: %s means something to a shell alone, and there is none without --shell; as a word of its own it is written '%s'"
              .formatted(text, whole, whole));
    }
    words.add(whole);
    word.setLength(0);
    begun = false;
    quoted = false;
  }
}
