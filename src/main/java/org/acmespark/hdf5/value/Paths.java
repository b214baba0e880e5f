package org.acmespark.hdf5.value;

/** Normalizes paths inside a file: without a leading slash; the root group is the empty string. */
public final class Paths {
  private Paths() {}

  /**
   * @throws IllegalArgumentException if a part of the path is empty, {@code .} or {@code ..}
   */
  public static String normal(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    if (relative.isEmpty()) {
      return "";
    }
    for (String part : relative.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "path \"" + path + "\" must be names joined by /, without empty ones, . or ..");
      }
    }
    return relative;
  }

  /** Normalizes a path that must not be the root group. */
  public static String named(String path) {
    String normal = normal(path);
    if (normal.isEmpty()) {
      throw new IllegalArgumentException("path \"" + path + "\" must name something in the file");
    }
    return normal;
  }

  public static String parent(String normal) {
    return normal.substring(0, Math.max(0, normal.lastIndexOf('/')));
  }

  public static String name(String normal) {
    return normal.substring(normal.lastIndexOf('/') + 1);
  }
}
