package org.acmespark.store.single;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The parts of a spool that could not be read. */
final class SpoolDamage {
  private static final int SHOWN = 10;

  private final SortedSet<Long> lost = new TreeSet<>();
  private long first = -1;
  private long bytes;

  void skipped(long position, long length) {
    first = first < 0 ? position : Math.min(first, position);
    bytes += length;
  }

  /** Computations whose committed results are incomplete. */
  void lost(long[] indices) {
    LongStream.of(indices).forEach(lost::add);
  }

  /**
   * Returns empty if nothing was skipped. A record cut off by the end of the file does not count as
   * damage.
   */
  Optional<String> describe(Path file) {
    if (bytes == 0) {
      return Optional.empty();
    }
    String which =
        lost.isEmpty()
            ? "the results in these bytes are computed again"
            : lost.stream()
                .limit(SHOWN)
                .map(String::valueOf)
                .collect(
                    Collectors.joining(
                        ", ",
                        "these computations are computed again: ",
                        lost.size() > SHOWN ? ", ... (%s in all)".formatted(lost.size()) : ""));
    return Optional.of(
        "%s is damaged: %s bytes, the first at byte %s, cannot be read; %s"
            .formatted(file, bytes, first, which));
  }
}
