package org.acmespark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jobs that SLURM killed because of their memory, by what it wrote at the end of their output. */
final class MemoryKills {
  /** SLURM's own watch over memory says the first, control groups the second. */
  private static final Pattern MEMORY =
      Pattern.compile("^slurmstepd.*([Ee]xceeded (job )?memory limit|oom.kill)");

  private MemoryKills() {}

  /** Counts such jobs, by the files of their output in a folder. */
  static long count(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(MemoryKills::tells).count();
    } catch (IOException e) {
      return 0; // the message does not need it
    }
  }

  /** Returns whether the job with this output was killed because of its memory. */
  static boolean tells(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(MEMORY.asPredicate());
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
