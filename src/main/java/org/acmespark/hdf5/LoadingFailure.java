package org.acmespark.hdf5;

import java.util.List;
import java.util.Locale;

/** Explains why the native library could not be loaded, and what to set. */
final class LoadingFailure {
  private static final String ADVICE =
      "; the library is unpacked into a folder before it is loaded: name a writable one on a file"
          + " system that is not mounted noexec with JAVA_TOOL_OPTIONS="
          + "-Dorg.bytedeco.javacpp.cachedir=FOLDER, on executors too"
          + " (spark.executor.extraJavaOptions)";

  private static final List<String> NOEXEC =
      List.of("failed to map segment", "operation not permitted");

  private static final List<String> UNWRITABLE =
      List.of(
          "could not create the cache",
          "read-only file system",
          "permission denied",
          "access denied",
          "no space left");

  private static final int MOST_CAUSES = 10;

  private LoadingFailure() {}

  /**
   * Describes the failure, or its most informative cause, with advice if the folder is the reason.
   */
  static String text(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++, cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (NOEXEC.stream().anyMatch(message::contains)) {
        return cause + ", as on a file system that is mounted noexec" + ADVICE;
      }
      if (UNWRITABLE.stream().anyMatch(message::contains)) {
        return cause + ADVICE;
      }
    }
    return failure.toString();
  }
}
