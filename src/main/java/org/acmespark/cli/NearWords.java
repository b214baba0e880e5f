package org.acmespark.cli;

import java.util.List;

/** Finds the words that somebody may have meant. */
final class NearWords {
  private static final int MOST_MISTAKES = 2;

  private NearWords() {}

  /** Returns the words that differ by at most two mistakes, or that begin with what was typed. */
  static List<String> to(String typed, List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith(typed) || mistakes(typed, word) <= allowed(typed))
        .toList();
  }

  /** One mistake of three letters gives another word. */
  private static int allowed(String typed) {
    return typed.length() < 4 ? 1 : MOST_MISTAKES;
  }

  /**
   * Counts letters that are missing, too many, wrong, or swapped with their neighbours (optimal
   * string alignment distance).
   */
  private static int mistakes(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int k = 0; k <= b.length(); k++) {
        if (i == 0 || k == 0) {
          d[i][k] = i + k;
          continue;
        }
        int wrong = a.charAt(i - 1) == b.charAt(k - 1) ? 0 : 1;
        d[i][k] = Math.min(d[i - 1][k - 1] + wrong, 1 + Math.min(d[i - 1][k], d[i][k - 1]));
        if (i > 1
            && k > 1
            && a.charAt(i - 1) == b.charAt(k - 2)
            && a.charAt(i - 2) == b.charAt(k - 1)) {
          d[i][k] = Math.min(d[i][k], d[i - 2][k - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
