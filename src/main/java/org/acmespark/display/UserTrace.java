package org.acmespark.display;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of a stack trace is the user's: not the libraries' frames above, nor ours and Spark's below.
 *
 * @param frames the topmost, as {@code com.example.Filters.lowpass(Filters.java:17)}
 * @param cause the innermost cause, as class and message, if there is one
 */
record UserTrace(List<String> frames, Optional<String> cause) {
  private static final int FRAMES = 3;
  private static final String FRAME = "\tat ";
  private static final String CAUSE = "Caused by: ";
  private static final String CIRCULAR = "[CIRCULAR REFERENCE";

  private static final List<String> LIBRARIES =
      List.of("java.", "javax.", "jdk.", "sun.", "scala.", "org.apache.spark.", "org.acmespark.");

  /** What calls the function; below it are programs that have called us. */
  private static final String CALLER = "org.acmespark.engine.";

  /** Functions to try acme with, which a user has called. */
  private static final String EXAMPLES = "org.acmespark.examples.";

  /** From a trace as {@code printStackTrace} writes it. */
  static UserTrace of(String trace) {
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
    // Class loaders and modules stand before the class, as app// and java.base/.
    String frame = line.substring(line.lastIndexOf('/', line.indexOf('(')) + 1);
    String named = frame.startsWith(FRAME) ? frame.substring(FRAME.length()) : frame;
    boolean hidden = named.startsWith("0x"); // a class of the JVM's own, as LambdaForm$MH/0x...
    boolean theirs =
        !hidden && LIBRARIES.stream().noneMatch(named::startsWith)
            || named.startsWith(EXAMPLES) && !named.contains("$$");
    return theirs ? Stream.of(named) : Stream.empty();
  }
}
