package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lines are those of Spark's log. */
class FailedStartsTest {
  private final Set<String> asked = new HashSet<>();
  private final FailedStarts starts = new FailedStarts(asked::contains);
  private final List<String> told = new ArrayList<>();

  private void startsAndEnds(int number, String host, String end) {
    String name = "app-20261127033754-0003/" + number;
    starts.hear(
        "Executor added: %s on worker-20261127033517-%s-43813 (%s:43813) with 2 core(s)"
            .formatted(name, host, host));
    starts.hear("Executor updated: %s is now RUNNING".formatted(name));
    starts.hear("Executor updated: %s is now %s".formatted(name, end)).ifPresent(told::add);
  }

  @Test
  void warnsOnceOfAHostWhoseExecutorsEndWhenTheyStart() {
    for (int k = 0; k < 10; k++) {
      startsAndEnds(k, "10.77.0.3", "EXITED (Command exited with code 1)");
    }
    assertEquals(
        List.of(
            "warning: host 10.77.0.3 computes nothing, because its executors end when they start: Command exited with code 1; the log of its worker says more"),
        told);
  }

  @Test
  void saysNothingOfAHostThatComputesOrOfASingleEnd() {
    asked.add("10.77.0.2");
    for (int k = 0; k < 10; k++) {
      startsAndEnds(k, "10.77.0.2", "EXITED (Command exited with code 137)");
    }
    startsAndEnds(
        10, "10.77.0.3", "FAILED (Error running executor: java.io.IOException: no (java))");
    starts.hear("Executor updated: app-1/99 is now EXITED (of another run)");
    starts.hear("Connecting to master spark://10.77.0.1:7077...");
    assertEquals(List.of(), told);
  }
}
