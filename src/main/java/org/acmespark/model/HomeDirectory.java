package org.acmespark.model;

/** Paths as users write them: {@code ~/results} is a folder in the home directory. */
public final class HomeDirectory {
  private HomeDirectory() {}

  /**
   * The path with a leading {@code ~} replaced by the home directory, as a shell does it. Shells do
   * not expand {@code --output-dir=~/x} and {@code '@~/f.h5:/x'}. A folder named {@code ~} would be
   * dangerous: a command that removes it may remove the home directory.
   *
   * @return {@code path} itself if it does not begin with {@code ~} alone or {@code ~/}
   */
  public static String expand(String path) {
    return path.equals("~") || path.startsWith("~/")
        ? System.getProperty("user.home") + path.substring(1)
        : path;
  }
}
