package org.acmespark.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * Failed computations for a person to read, by cause:
 *
 * <pre>
 * 2 of 4 computations failed:
 *   java.lang.IllegalArgumentException: cutoff = 900.0 Hz must lie below 500.0 Hz (2)
 *     computation 1: (signal=double[3] [1.0, 2.0, 3.0], cutoff=900.0)
 *     computation 3: (signal=double[3] [4.0, 5.0, 6.0], cutoff=900.0)
 * </pre>
 */
final class FailureSummary {
  private static final int SHOWN = 10;

  private FailureSummary() {}

  /**
   * Prints ten failures at most, and where the others are; nothing if there are none.
   *
   * @param directory the run directory, empty if the run wrote no files
   */
  static void print(
      List<ComputationFailure> failures,
      long nInputs,
      Optional<Path> directory,
      PrintWriter messages) {
    if (failures.isEmpty()) {
      return;
    }
    messages.printf("%d of %d computations failed:%n", failures.size(), nInputs);
    int left = SHOWN;
    for (Map.Entry<String, List<ComputationFailure>> group : byCause(failures).entrySet()) {
      if (left == 0) {
        break;
      }
      messages.printf("  %s (%d)%n", group.getKey(), group.getValue().size());
      List<ComputationFailure> shown =
          group.getValue().subList(0, Math.min(left, group.getValue().size()));
      for (ComputationFailure failure : shown) {
        messages.printf("    computation %d: %s%n", failure.index(), failure.inputs());
      }
      left -= shown.size();
    }
    if (failures.size() > SHOWN) {
      messages.printf(
          "  and %d more; %s%n",
          failures.size() - SHOWN,
          directory
              .map(path -> "see the ledger in " + path)
              .orElse("a run that writes files keeps a ledger of them all"));
    }
  }

  private static Map<String, List<ComputationFailure>> byCause(List<ComputationFailure> failures) {
    Map<String, List<ComputationFailure>> groups = new LinkedHashMap<>();
    for (ComputationFailure failure : failures) {
      String cause =
          failure.message().isEmpty()
              ? failure.error()
              : failure.error() + ": " + failure.message();
      groups.computeIfAbsent(cause, unseen -> new ArrayList<>()).add(failure);
    }
    return groups;
  }
}
