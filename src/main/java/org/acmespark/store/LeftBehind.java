package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.store.directory.RunDirectory;

/** Results in a run directory whose manifest is missing. */
public final class LeftBehind {
  private static final int SHOWN = 3;

  private LeftBehind() {}

  /**
   * Looks for results in a directory that has no manifest.
   *
   * @throws IllegalArgumentException if there are results; the message names the files and what can
   *     be done with them
   */
  public static void requireNone(Path directory) throws IOException {
    List<Path> results;
    try (Stream<Path> all = Files.walk(directory, 2)) {
      results =
          all.filter(file -> isResult(directory.relativize(file)))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    if (results.isEmpty()) {
      return;
    }
    String some =
        String.join(
            ", ",
            results.stream()
                .limit(SHOWN)
                .map(file -> directory.relativize(file).toString())
                .toList());
    throw new IllegalArgumentException(
        ("the manifest, ..._run.json, of the run in %s is gone, but %s files with results are"
                + " there: %s%s; without it nothing can be resumed or verified: put it back if you"
                + " have a copy. `acme inspect FILE` and h5py read each .h5 file by itself; to compute"
                + " all again, choose another output directory")
            .formatted(directory, results.size(), some, results.size() > SHOWN ? ", ..." : ""));
  }

  private static boolean isResult(Path file) {
    String name = file.getFileName().toString();
    boolean working = file.startsWith(RunDirectory.WORKING);
    return !working
        && (name.equals(RunDirectory.SPOOL)
            || name.equals(RunDirectory.VALUES)
            || name.equals(RunDirectory.PERMIT)
            || name.endsWith(".h5")
            || name.endsWith(".pickle")
            || name.endsWith(".ser"));
  }
}
