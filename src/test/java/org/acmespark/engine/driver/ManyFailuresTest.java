package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;

/** A function that always throws: what the driver keeps of it. */
class ManyFailuresTest {
  private static final String TRACE =
      "java.lang.IllegalStateException: %s\n\tat a.B.f(B.java:1)\n\tat a.B.g(B.java:2)";

  private static ComputationFailure failure(long index, String message) {
    return new ComputationFailure(
        index, 1, "x=" + index, "E", message, TRACE.formatted(message), "host");
  }

  @Test
  void aMillionFailuresKeepIndexAndCauseInBoundedMemory() {
    int n = 1_000_000;
    var finished = new Finished(n);
    String long10k = "y".repeat(10_000);
    for (int i = 0; i < n; i++) {
      assertTrue(finished.add(failure(i, i < 2000 ? long10k + i : "bad electrode " + i)));
    }
    List<ComputationFailure> all = finished.failures();
    assertEquals(n, all.size());
    assertEquals(long10k + 0, all.get(0).message());
    assertEquals("x=0", all.get(0).inputs());
    ComputationFailure last = all.get(n - 1);
    assertEquals(n - 1, last.index());
    assertEquals("E", last.error());
    assertEquals("bad electrode 999999", last.message());
    assertTrue(last.stackTrace().contains("a.B.f(B.java:1)"), last.stackTrace());
    long characters =
        all.stream()
            .filter(failure -> failure.stackTrace() != last.stackTrace())
            .mapToLong(failure -> failure.message().length() + failure.stackTrace().length())
            .sum();
    assertTrue(characters < 9 << 20, characters + " characters are kept whole");
  }
}
