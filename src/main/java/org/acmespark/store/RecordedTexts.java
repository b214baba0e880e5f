package org.acmespark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.acmespark.model.ComputationFailure;

/**
 * Limits the space that failures take in the ledger and in the log, since a function may throw a
 * million times, with long messages. The first failures are written as they are. Later ones keep
 * everything that says which computation failed and how; a long message is cut, and so are the
 * lines of a trace in the middle. Not thread-safe.
 */
final class RecordedTexts {
  /** Number of characters of messages and traces that are written as they are. */
  static final long WHOLE_CHARACTERS = 64L << 20;

  private static final int LINE = 200;
  private static final int FIRST_LINES = 6;
  private static final int LAST_LINES = 3;
  private static final String FRAME = "\tat ";
  private static final String CAUSE = "Caused by: ";
  private static final String LEFT_OUT = "...";

  private long left;

  RecordedTexts() {
    this(WHOLE_CHARACTERS);
  }

  /**
   * @param whole number of characters that are written as they are
   */
  RecordedTexts(long whole) {
    this.left = whole;
  }

  /** Returns the attempt as it is written. */
  Attempts.Failed of(Attempts.Failed failed) {
    ComputationFailure failure = failed.failure();
    left -= failure.message().length() + failure.stackTrace().length();
    return left >= 0 ? failed : failed.with(shortened(failure));
  }

  private static ComputationFailure shortened(ComputationFailure failure) {
    return new ComputationFailure(
        failure.index(),
        failure.attempt(),
        failure.inputs(),
        failure.error(),
        cut(failure.message()),
        trace(failure.stackTrace()),
        failure.host());
  }

  private static String cut(String text) {
    return text.length() <= LINE ? text : text.substring(0, LINE) + " " + LEFT_OUT;
  }

  /** The first lines, and the innermost cause or else the last lines, where Python's cause is. */
  private static String trace(String trace) {
    List<String> lines = linesWithoutMessage(trace);
    List<String> kept = new ArrayList<>(lines);
    if (lines.size() > FIRST_LINES + LAST_LINES) {
      int from = lines.size() - LAST_LINES;
      for (int k = FIRST_LINES; k < lines.size(); k++) {
        from = lines.get(k).startsWith(CAUSE) ? k : from;
      }
      kept = new ArrayList<>(lines.subList(0, FIRST_LINES));
      kept.add(LEFT_OUT);
      kept.addAll(lines.subList(from, Math.min(from + LAST_LINES, lines.size())));
    }
    return kept.stream().map(RecordedTexts::cut).collect(Collectors.joining("\n"));
  }

  /** Lines of the trace; of a message of several lines only the first, if Java's frames follow. */
  private static List<String> linesWithoutMessage(String trace) {
    List<String> lines = trace.lines().toList();
    int frame = 1;
    while (frame < lines.size() && !lines.get(frame).startsWith(FRAME)) {
      frame++;
    }
    if (frame >= lines.size()) {
      return lines;
    }
    List<String> without = new ArrayList<>(lines.subList(frame, lines.size()));
    without.add(0, lines.get(0));
    return without;
  }
}
