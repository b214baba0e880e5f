package org.acmespark.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
          com.example.Bad: zero [2 times]
            computation 1: x=0
            computation 3: x=0
          com.example.Bad
            computation 2: x=9
        the ledger in run has inputs and stack traces of all
        """,
        text);
  }

  @Test
  void aCauseIsWhereItWasThrownAndMessagesMayDiffer() {
    String text =
        summary(
            List.of(
                thrown(1, "tray 1 is empty", 17),
                thrown(2, "tray 2 is empty", 17),
                thrown(3, "tray 3 is stuck", 30)),
            4,
            Optional.empty());
    assertEquals(
        """
        3 of 4 computations failed:
          com.example.Bad: tray 1 is empty [2 times]
              at com.example.Printer.pull(Printer.java:17)
              at com.example.Printer.print(Printer.java:9)
              caused by java.io.IOException: no paper
            computation 1: tray=1
            computation 2: tray=2: tray 2 is empty
          com.example.Bad: tray 3 is stuck
              at com.example.Printer.pull(Printer.java:30)
              at com.example.Printer.print(Printer.java:9)
              caused by java.io.IOException: no paper
            computation 3: tray=3
        a run that writes files keeps a ledger with all stack traces
        """,
        text);
  }

  @Test
  void aCauseThatSaysTheSameIsNotShown() {
    String trace =
        "com.example.Bad: zero\n\tat com.example.A.b(A.java:1)\nCaused by: java.io.IOException: zero";
    var failure = new ComputationFailure(1, 1, "x=0", "com.example.Bad", "zero", trace, "host");
    assertEquals(
        """
        1 of 4 computations failed:
          com.example.Bad: zero
              at com.example.A.b(A.java:1)
            computation 1: x=0
        a run that writes files keeps a ledger with all stack traces
        """,
        summary(List.of(failure), 4, Optional.empty()));
  }

  @Test
  void framesOfHiddenClassesAreNotTheUsers() {
    String trace =
        "TimedOut: took longer than 1 s\n\tat com.example.A.b(A.java:1)\n\tat java.base/java.lang.invoke.LambdaForm$MH/0x00007fa6ac351000.invoke(LambdaForm$MH)";
    assertEquals(List.of("com.example.A.b(A.java:1)"), UserTrace.of(trace).frames());
  }

  @Test
  void showsThreeComputationsOfACauseAndEightCauses() {
    List<ComputationFailure> failures =
        LongStream.range(0, 100).mapToObj(i -> failure(i, "x=" + i, "m" + i % 10)).toList();
    List<String> lines = summary(failures, 5000, Optional.of(Path.of("run"))).lines().toList();
    assertEquals("100 of 5000 computations failed:", lines.get(0));
    assertEquals(24, lines.stream().filter(line -> line.contains("computation ")).count());
    assertEquals("  com.example.Bad: m0 [10 times]", lines.get(1));
    assertEquals("    and 7 more", lines.get(5));
    assertEquals("  and 2 more causes", lines.get(lines.size() - 2));
  }

  private static ComputationFailure thrown(long index, String message, int line) {
    String trace =
        """
        com.example.Bad: %s
        \tat java.base/java.util.Objects.check(Objects.java:1)
        \tat app//com.example.Printer.pull(Printer.java:%d)
        \tat com.example.Printer.print(Printer.java:9)
        \tat org.acmespark.function.StaticCall.call(StaticCall.java:40)
        \tat org.acmespark.engine.executor.RangeExecution.call(RangeExecution.java:191)
        \tat com.example.Study.main(Study.java:5)
        Caused by: java.io.IOException: no paper
        \tat com.example.Paper.take(Paper.java:3)
        \t... 20 more
        """
            .formatted(message, line);
    return new ComputationFailure(
        index, 1, "tray=" + index, "com.example.Bad", message, trace, "host");
  }

  private static ComputationFailure failure(long index, String inputs, String message) {
    return new ComputationFailure(index, 1, inputs, "com.example.Bad", message, "", "host");
  }

  private static String summary(
      List<ComputationFailure> failures, long nInputs, Optional<Path> directory) {
    String text = FailureSummary.of(failures, nInputs, directory.map(Path::toString));
    return text.replace(System.lineSeparator(), "\n");
  }
}
