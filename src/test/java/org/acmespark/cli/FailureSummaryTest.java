package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;

class FailureSummaryTest {
  @Test
  void isSilentWhenNothingFailed() {
    assertEquals("", summary(List.of(), 4, Optional.empty()));
  }

  @Test
  void groupsFailuresByCauseAndNamesIndexAndInput() {
    String text =
        summary(
            List.of(failure(1, "x=0", "zero"), failure(2, "x=9", ""), failure(3, "x=0", "zero")),
            4,
            Optional.of(Path.of("run")));
    assertEquals(
        """
        3 of 4 computations failed:
          com.example.Bad: zero (2)
            computation 1: x=0
            computation 3: x=0
          com.example.Bad (1)
            computation 2: x=9
        """,
        text);
  }

  @Test
  void showsTenAndSaysWhereTheOthersAre() {
    List<ComputationFailure> failures =
        LongStream.range(0, 13).mapToObj(i -> failure(i, "x=" + i, i < 3 ? "a" : "b")).toList();
    List<String> lines = summary(failures, 5000, Optional.of(Path.of("run"))).lines().toList();
    assertEquals("13 of 5000 computations failed:", lines.get(0));
    assertEquals(10, lines.stream().filter(line -> line.contains("computation ")).count());
    assertEquals("  com.example.Bad: b (10)", lines.get(5));
    assertEquals("  and 3 more; see the ledger in run", lines.get(lines.size() - 1));
  }

  private static ComputationFailure failure(long index, String inputs, String message) {
    return new ComputationFailure(index, 1, inputs, "com.example.Bad", message, "", "host");
  }

  private static String summary(
      List<ComputationFailure> failures, long nInputs, Optional<Path> directory) {
    var text = new StringWriter();
    var writer = new PrintWriter(text);
    FailureSummary.print(failures, nInputs, directory, writer);
    writer.flush();
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
