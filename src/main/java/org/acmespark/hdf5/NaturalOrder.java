package org.acmespark.hdf5;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders names as people do: {@code comp_2} before {@code comp_10}. */
final class NaturalOrder implements Comparator<String> {
  private static final Pattern PARTS = Pattern.compile("[0-9]+|[^0-9]+");

  @Override
  public int compare(String left, String right) {
    Matcher ours = PARTS.matcher(left);
    Matcher theirs = PARTS.matcher(right);
    while (ours.find()) {
      if (!theirs.find()) {
        return 1;
      }
      int order = comparePart(ours.group(), theirs.group());
      if (order != 0) {
        return order;
      }
    }
    return theirs.find() ? -1 : left.compareTo(right);
  }

  private static int comparePart(String ours, String theirs) {
    boolean bothNumbers = isNumber(ours) && isNumber(theirs);
    return bothNumbers
        ? new BigInteger(ours).compareTo(new BigInteger(theirs))
        : ours.compareTo(theirs);
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }
}
