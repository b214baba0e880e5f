package org.acmespark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.RecordedAttempt;
import org.acmespark.reading.StoredRun;

/** Names computations that needed much memory, and how much was seen, in messages. */
final class MemoryNeeds {
  private static final int SHOWN = 5;

  private MemoryNeeds() {}

  /**
   * Names some computations by their indices.
   *
   * @param indices of the computations, sorted
   */
  static String named(List<Long> indices) {
    return joined(indices.stream().map(String::valueOf).toList());
  }

  /**
   * Names some computations with the most memory that was seen during their successful attempts, as
   * the ledger has it.
   *
   * @param indices of the computations, sorted
   * @param directory path or address of the run directory
   */
  static String withPeaks(List<Long> indices, String directory) {
    Map<Long, Long> peaks = new TreeMap<>();
    indices.forEach(index -> peaks.put(index, 0L));
    try (StoredRun run = StoredRun.open(directory, List.of())) {
      run.forEachAttempt(
          attempt -> {
            if (attempt.status() == RecordedAttempt.Status.COMPUTED) {
              peaks.computeIfPresent((long) attempt.index(), (index, none) -> peak(attempt));
            }
          });
    } catch (AcmeException e) {
      return named(indices); // the message does not need the amounts
    }
    List<String> names = new ArrayList<>();
    peaks.forEach((index, peak) -> names.add(index + amount(peak)));
    return joined(names);
  }

  private static long peak(RecordedAttempt attempt) {
    return attempt.peakProcesses() > 0 ? attempt.peakProcesses() : attempt.peakHeap();
  }

  private static String amount(long bytes) {
    return bytes == 0 ? "" : " (%s MB)".formatted(bytes >> 20);
  }

  private static String joined(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(names.size(), SHOWN)));
    return names.size() > SHOWN ? some + ", ..." : some;
  }
}
