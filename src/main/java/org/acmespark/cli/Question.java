package org.acmespark.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A question to whoever sits at the terminal. */
final class Question {
  private Question() {}

  /** Whether somebody can be asked. */
  static boolean isPossible() {
    return System.console() != null;
  }

  /** Whether the answer is yes; there must be a terminal. */
  static boolean isAgreed(String question, PrintWriter messages) {
    messages.print(question + " [y/N] ");
    messages.flush();
    String answer = System.console().readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
