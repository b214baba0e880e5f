package org.acmespark.model;

/** Paths as users write them: {@code ~/results} is a folder in the home directory. */
public final class HomeDirectory {
  private HomeDirectory() {}

  /**
   * The path with a leading {@code ~} replaced by the home directory, as a shell does it. Shells
   * leave {@code --output-dir=~/x} and {@code '@~/f.h5:/x'} as they are, and a folder of the name
   * {@code ~} is a trap: who removes it may remove the home directory.
   *
   * @return {@code path} itself if it does not begin with {@code ~} alone or {@code ~/}
   */
  public static String expand(String path) {
    return path.equals("~") || path.startsWith("~/")
        ? System.getProperty("user.home") + path.substring(1)
        : path;
  }
}
