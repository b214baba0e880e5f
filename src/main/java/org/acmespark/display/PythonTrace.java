package org.acmespark.display;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user's part of a traceback as Python's module {@code traceback} formats it. */
final class PythonTrace {
  private static final Pattern FRAME =
      Pattern.compile("  File \"(?<path>.+)\", line (?<line>\\d+), in (?<name>.+)");
  private static final Pattern LIBRARY =
      Pattern.compile(
          ".*/(?:site-packages|dist-packages|python3[^/]*|python\\d+\\.zip)/.*|<frozen .*");

  /** What stands between the traceback of a cause and that of its consequence. */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?m)^(?:The above exception was the direct cause of the following exception"
              + "|During handling of the above exception, another exception occurred):$");

  private static final String BEGIN = "Traceback (most recent call last):";

  private PythonTrace() {}

  /** Returns whether a stack trace is a traceback of Python. */
  static boolean is(String trace) {
    return trace.startsWith(BEGIN) || trace.contains("\n" + BEGIN);
  }

  /**
   * Returns at most {@code most} frames such as {@code lowpass (analysis.py, line 12)}, innermost
   * first, without those of libraries; the innermost alone if all are of libraries.
   */
  static List<String> frames(String trace, int most) {
    String[] exceptions = BETWEEN.split(trace);
    List<String> all = new ArrayList<>();
    List<String> own = new ArrayList<>();
    exceptions[exceptions.length - 1]
        .lines()
        .map(FRAME::matcher)
        .filter(Matcher::matches)
        .forEach(
            frame -> {
              String path = frame.group("path");
              String file = path.substring(path.lastIndexOf('/') + 1);
              String shown =
                  "%s (%s, line %s)".formatted(frame.group("name"), file, frame.group("line"));
              all.add(shown);
              if (!LIBRARY.matcher(path).matches()) {
                own.add(shown);
              }
            });
    List<String> frames = own.isEmpty() ? all : own;
    Collections.reverse(frames);
    return List.copyOf(frames.subList(0, Math.min(own.isEmpty() ? 1 : most, frames.size())));
  }

  /** Returns the exception that all others follow from, as class and message, if there is one. */
  static Optional<String> cause(String trace) {
    String[] exceptions = BETWEEN.split(trace);
    return exceptions.length == 1
        ? Optional.empty()
        : exceptions[0]
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith(" ") && !line.equals(BEGIN))
            .findFirst();
  }
}
