package org.acmespark.display;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's part of a stack trace, without the libraries' frames above it and the frames of this
 * library and Spark below it.
 *
 * @param frames the topmost frames, such as {@code com.example.Filters.lowpass(Filters.java:17)} or
 *     {@code lowpass (analysis.py, line 12)}
 * @param cause the innermost cause, as class and message, if there is one
 */
record UserTrace(List<String> frames, Optional<String> cause) {
  private static final int FRAMES = 3;
  private static final String FRAME = "\tat ";
  private static final String CAUSE = "Caused by: ";
  private static final String CIRCULAR = "[CIRCULAR REFERENCE";

  private static final List<String> LIBRARIES =
      List.of("java.", "javax.", "jdk.", "sun.", "scala.", "org.apache.spark.", "org.acmespark.");

  /** Package that calls the function; the frames below it belong to callers of this library. */
  private static final String CALLER = "org.acmespark.engine.";

  /** Package of example functions; they count as the user's code. */
  private static final String EXAMPLES = "org.acmespark.examples.";

  /** Parses a trace in the format of {@code printStackTrace}, or a traceback of Python. */
  static UserTrace of(String trace) {
    if (PythonTrace.is(trace)) {
      return new UserTrace(PythonTrace.frames(trace, FRAMES), PythonTrace.cause(trace));
    }
    List<String> frames =
        trace
            .lines()
            .takeWhile(line -> !line.startsWith(CAUSE) && !line.contains(CALLER))
            .flatMap(UserTrace::frame)
            .limit(FRAMES)
            .toList();
    Optional<String> cause =
        trace
            .lines()
            .filter(line -> line.startsWith(CAUSE) && !line.contains(CIRCULAR))
            .reduce((outer, inner) -> inner)
            .map(line -> line.substring(CAUSE.length()));
    return new UserTrace(frames, cause);
  }

  private static Stream<String> frame(String line) {
    if (!line.startsWith(FRAME)) {
      return Stream.empty();
    }
    // Class loaders and modules precede the class, such as app// and java.base/.
    String frame = line.substring(line.lastIndexOf('/', line.indexOf('(')) + 1);
    String named = frame.startsWith(FRAME) ? frame.substring(FRAME.length()) : frame;
    boolean hidden = named.startsWith("0x"); // JVM classes such as LambdaForm$MH/0x...
    boolean theirs =
        !hidden && LIBRARIES.stream().noneMatch(named::startsWith)
            || named.startsWith(EXAMPLES) && !named.contains("$$");
    return theirs ? Stream.of(named) : Stream.empty();
  }
}
