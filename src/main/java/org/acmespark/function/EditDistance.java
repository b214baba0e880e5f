package org.acmespark.function;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds existing names that a caller may have meant. */
public final class EditDistance {
  private EditDistance() {}

  /**
   * Returns at most {@code limit} different names, the most similar to {@code wanted} first,
   * ignoring case.
   */
  public static List<String> nearest(String wanted, Collection<String> names, int limit) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    return names.stream()
        .distinct()
        .sorted(
            Comparator.<String>comparingInt(name -> of(lower, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(limit)
        .toList();
  }

  /** Whether one name is probably a slip for the other: at most every third letter differs. */
  public static boolean isNear(String a, String b) {
    int distance = of(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
    return distance <= Math.max(a.length(), b.length()) / 3;
  }

  /** Levenshtein's distance: letters to insert, delete or replace (Wagner and Fischer 1974). */
  static int of(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(row[j - 1], previous[j]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
