package org.acmespark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What all benchmarks need. */
final class Measures {
  private Measures() {}

  /** Since {@code startNanos} of {@link System#nanoTime}. */
  static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** Of the later half of the rounds, which are those of a JVM that is warm. */
  static double median(List<Double> rounds) {
    List<Double> last = rounds.subList(rounds.size() / 2, rounds.size());
    return last.stream().sorted().toList().get(last.size() / 2);
  }

  /** Creates a folder with a new name, and its parents. */
  static Path folderIn(Path parent, String name) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(parent), name);
  }

  /** Deletes a folder with all that is in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Options for the JVMs of executors, as {@code submit/acme} gives them, and more. */
  static String executorOptions(String more) {
    return (System.getProperty("acme.executor.options", "") + " " + more).strip();
  }
}
