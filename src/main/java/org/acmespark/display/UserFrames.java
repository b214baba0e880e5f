package org.acmespark.display;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Notebook;

/** Selects the part of a failure's stack that is the user's code. */
public final class UserFrames {
  private static final int MOST = 4;

  /**
   * Matches what a REPL wraps around the code of a cell, and the loader of that code on executors.
   */
  private static final Pattern WRAPPING =
      Pattern.compile(
          "notebook//|(REPL\\.)?\\$JShell\\$[0-9A-Z]+(?:[.$]|::)|\\$line\\d+\\.\\$[\\w$]*?iw[.$]");

  private UserFrames() {}

  /**
   * Returns frames such as {@code at Fit.slope(Fit.java:12)}, innermost first, without frames of
   * Spark and of this library.
   */
  public static List<String> of(ComputationFailure failure) {
    if (PythonTrace.is(failure.stackTrace())) {
      return PythonTrace.frames(failure.stackTrace(), MOST).stream()
          .map(frame -> "at " + frame)
          .toList();
    }
    return failure
        .stackTrace()
        .lines()
        .map(String::strip)
        .takeWhile(line -> !line.startsWith("at org.acmespark.function."))
        .filter(line -> line.startsWith("at ") && !line.startsWith("at java.base/"))
        .limit(MOST)
        .map(UserFrames::shownFrame)
        .toList();
  }

  /**
   * Returns a frame as it is shown. In a cell, neither file nor line mean anything to the user, and
   * a lambda has no name.
   */
  private static String shownFrame(String frame) {
    return WRAPPING.matcher(frame).find()
        ? shownClass(frame).replaceFirst("\\(.*", "").replaceFirst("lambda\\$.*", "a lambda")
        : frame;
  }

  /** Returns a class name, or text that begins with one, as the user of a notebook writes it. */
  public static String shownClass(String name) {
    return WRAPPING.matcher(name).replaceAll("");
  }

  /**
   * Reduces the stack to the frames of the user's cells in a notebook, which shows the whole stack.
   */
  public static <E extends RuntimeException> E shortened(E failure) {
    if (Notebook.isThere()) {
      failure.setStackTrace(
          Arrays.stream(failure.getStackTrace())
              .filter(frame -> WRAPPING.matcher(frame.getClassName() + ".").find())
              .toArray(StackTraceElement[]::new));
    }
    return failure;
  }
}
