package org.acmespark.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Asks the user at the terminal a question. */
final class Question {
  private Question() {}

  /** Whether a terminal is there to ask at. */
  static boolean isPossible() {
    return System.console() != null;
  }

  /** Asks the question and returns whether the answer is yes; a terminal is required. */
  static boolean isAgreed(String question, PrintWriter messages) {
    messages.print(question + " [y/N] ");
    messages.flush();
    String answer = System.console().readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
