package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.model.Verbosity;
import org.acmespark.report.RunReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of real runs. */
class ReportedRunTest {
  @TempDir private Path folder;

  static double[] half(int x) {
    if (x == 3) {
      throw new IllegalArgumentException("three");
    }
    return new double[] {x, x / 2.0};
  }

  private ParallelMapBuilder<double[]> builder() {
    return ParallelMap.over(each(range(6)))
        .map(ReportedRunTest::half)
        .verbosity(Verbosity.QUIET)
        .outputDir(folder.resolve("run"));
  }

  private Path compute(ParallelMapBuilder<double[]> builder) {
    try (var map = builder.build()) {
      map.compute();
    }
    return folder.resolve("run").resolve(RunReport.FILE);
  }

  @Test
  void aRunWritesItsReportIfAsked() throws IOException {
    String page = Files.readString(compute(builder().report(true)));
    assertTrue(page.contains("1 of 6 failed"), page);
    assertTrue(page.contains("<code>float64 (2)</code>"), page);
    assertTrue(page.contains("<h2>Timeline</h2>"), page);
  }

  @Test
  void aShortRunWritesNoneUnlessAsked() throws IOException {
    Path file = compute(builder());
    assertFalse(Files.exists(file));
    assertEquals(file.toString(), RunReport.write(folder.resolve("run").toString()).address());
    assertTrue(Files.exists(file));
  }

  @Test
  void stackedResultsAreDescribedAsOneDataset() throws IOException {
    var stacked = builder().resultShape(org.acmespark.model.Dim.STACK, 2).report(true);
    String page = Files.readString(compute(stacked));
    assertTrue(page.contains("float64 (6, 2); 5 of 6 rows are valid"), page);
  }
}
