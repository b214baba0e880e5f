package org.acmespark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.ResultKind;
import org.acmespark.reading.StackedResults;
import org.acmespark.reading.StoredRun;

/**
 * What the results look like: types and shapes of the return values, number and size of files.
 *
 * @param stacked description of the stacked dataset, if results are stacked
 * @param kinds for each position of a return value, how many of the results that were looked at
 *     have which type and shape
 * @param looked number of results that were looked at
 * @param files number of files in the run directory, without the report
 * @param bytes their size; 0 if it is unknown, because they are on another file system
 * @param problem why results could not be looked at
 */
record ResultSummary(
    Optional<String> stacked,
    List<Map<ResultKind, Integer>> kinds,
    int looked,
    long files,
    long bytes,
    Optional<String> problem) {
  private static final int LOOKED_AT = 200;

  static ResultSummary of(StoredRun run) {
    Optional<String> stacked = Optional.empty();
    List<Map<ResultKind, Integer>> kinds = new ArrayList<>();
    int looked = 0;
    Optional<String> problem = Optional.empty();
    try {
      stacked = run.stacked().map(ResultSummary::stacked);
      for (List<ResultKind> found : run.kinds(LOOKED_AT)) {
        add(found, kinds);
        looked++;
      }
    } catch (AcmeException e) {
      problem = Optional.of(e.getMessage());
    }
    long[] size = size(run.directory());
    return new ResultSummary(stacked, kinds, looked, size[0], size[1], problem);
  }

  private static String stacked(StackedResults results) {
    boolean[] valid = results.valid();
    int rows = 0;
    for (boolean row : valid) {
      rows += row ? 1 : 0;
    }
    return "%s; %s of %s rows are valid%s"
        .formatted(
            new ResultKind(results.type().name().toLowerCase(Locale.ROOT), results.shape()),
            Amounts.count(rows),
            Amounts.count(valid.length),
            Arrays.stream(results.maxShape()).anyMatch(length -> length < 0)
                ? "; a dimension is unlimited"
                : "");
  }

  private static void add(List<ResultKind> found, List<Map<ResultKind, Integer>> kinds) {
    for (int position = 0; position < found.size(); position++) {
      if (position == kinds.size()) {
        kinds.add(new LinkedHashMap<>());
      }
      kinds.get(position).merge(found.get(position), 1, Integer::sum);
    }
  }

  /** Returns the number of files and their bytes. */
  private static long[] size(Path directory) {
    long[] size = {0, 0};
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(directory.resolve(".working")))
          .filter(file -> !file.getFileName().toString().contains(RunReport.FILE))
          .forEach(
              file -> {
                size[0]++;
                size[1] += file.toFile().length();
              });
    } catch (IOException | java.io.UncheckedIOException e) {
      // A file that disappears meanwhile does not matter.
    }
    return size;
  }
}
