package org.acmespark.model;

/** Words of a command that people can copy into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** Returns the word, in single quotation marks if a POSIX shell would read it in another way. */
  public static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
