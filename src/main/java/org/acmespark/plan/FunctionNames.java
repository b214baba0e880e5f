package org.acmespark.plan;

import java.util.regex.Pattern;

/** The rule for names of functions, which become names of files. */
public final class FunctionNames {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.$-]+");

  /** File names add endings such as {@code _computations.jsonl}; file systems allow 255 bytes. */
  private static final int MAX_LENGTH = 128;

  private FunctionNames() {}

  /**
   * Returns {@code name} if {@code name.h5} and {@code name_payload} are safe file names.
   *
   * @throws IllegalArgumentException if it is empty, longer than 128 characters, begins with a dot
   *     or a hyphen, or has another character than letters (A to Z), digits and {@code _ . - $}
   */
  public static String requireSafe(String name) {
    if (!SAFE.matcher(name).matches()
        || name.startsWith(".")
        || name.startsWith("-")
        || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "name %s cannot name files: it must be 1 to %s letters (A to Z), digits or _ . - $, and not begin with a dot or a hyphen"
              .formatted(InShort.of(name), MAX_LENGTH));
    }
    return name;
  }
}
