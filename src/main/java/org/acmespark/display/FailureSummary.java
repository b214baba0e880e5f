package org.acmespark.display;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * Describes failed computations for a person to read, grouped by cause:
 *
 * <pre>
 * 2 of 4 computations failed:
 *   java.lang.IllegalArgumentException: cutoff = 900.0 Hz must lie below 500.0 Hz [2 times]
 *       at com.example.Filters.lowpass(Filters.java:17)
 *     computation 1: (signal=double[3] [1.0, 2.0, 3.0], cutoff=900.0)
 *     computation 3: (signal=double[3] [4.0, 5.0, 6.0], cutoff=900.0)
 * </pre>
 */
public final class FailureSummary {
  private static final int CAUSES_SHOWN = 8;
  private static final int COMPUTATIONS_SHOWN = 3;

  private FailureSummary() {}

  /**
   * Returns a text of bounded length that names the place of the full list; empty if nothing
   * failed.
   *
   * @param directory the run directory; empty if the run wrote no files
   */
  public static String of(
      List<ComputationFailure> failures, long nInputs, Optional<String> directory) {
    if (failures.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    line(text, "%s of %s computations failed:", failures.size(), nInputs);
    List<List<ComputationFailure>> groups = byCause(failures);
    for (List<ComputationFailure> group : groups.subList(0, shown(groups.size(), CAUSES_SHOWN))) {
      describe(group, text);
    }
    if (groups.size() > CAUSES_SHOWN) {
      line(text, "  and %s more causes", groups.size() - CAUSES_SHOWN);
    }
    line(
        text,
        "%s",
        directory
            .map(path -> "the ledger in " + path + " has inputs and stack traces of all")
            .orElse("a run that writes files keeps a ledger with all stack traces"));
    return text.toString();
  }

  private static int shown(int size, int most) {
    return Math.min(size, most);
  }

  private static void describe(List<ComputationFailure> group, StringBuilder text) {
    ComputationFailure first = group.get(0);
    String times = group.size() == 1 ? "" : " [" + group.size() + " times]";
    line(text, "  %s%s", headline(first), times);
    var trace = UserTrace.of(first.stackTrace());
    trace.frames().forEach(frame -> line(text, "      at %s", frame));
    trace
        .cause()
        .filter(cause -> first.message().isEmpty() || !cause.endsWith(": " + first.message()))
        .ifPresent(cause -> line(text, "      caused by %s", cause));
    for (ComputationFailure failure : group.subList(0, shown(group.size(), COMPUTATIONS_SHOWN))) {
      line(
          text,
          "    computation %s: %s%s",
          failure.index(),
          failure.inputs(),
          failure.message().equals(first.message()) ? "" : ": " + oneLine(failure.message()));
    }
    if (group.size() > COMPUTATIONS_SHOWN) {
      line(text, "    and %s more", group.size() - COMPUTATIONS_SHOWN);
    }
  }

  private static String headline(ComputationFailure failure) {
    return failure.message().isEmpty()
        ? failure.error()
        : failure.error() + ": " + oneLine(failure.message());
  }

  private static String oneLine(String message) {
    // Control characters in the message must not reach the terminal.
    String line = message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    return line.length() > 300 ? line.substring(0, 300) + " ..." : line;
  }

  private static List<List<ComputationFailure>> byCause(List<ComputationFailure> failures) {
    Map<FailureCause, List<ComputationFailure>> groups = new LinkedHashMap<>();
    Map<String, Optional<String>> topFrames = new HashMap<>(); // many failures share few traces
    for (ComputationFailure failure : failures) {
      String where =
          topFrames
              .computeIfAbsent(failure.stackTrace(), FailureCause::topFrame)
              .orElse(failure.message());
      groups
          .computeIfAbsent(new FailureCause(failure.error(), where), unseen -> new ArrayList<>())
          .add(failure);
    }
    return List.copyOf(groups.values());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(format.formatted(values)).append(System.lineSeparator());
  }
}
