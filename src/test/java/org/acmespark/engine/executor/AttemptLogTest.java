package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;
import org.junit.jupiter.api.Test;

/** When an executor sends failures to the driver. */
class AttemptLogTest {
  private static Attempts.Failed failed(long index, String message) {
    String trace = "java.lang.IllegalStateException: " + message + "\n\tat a.B.f(B.java:1)";
    var failure = new ComputationFailure(index, 1, "x=" + index, "E", message, trace, "host");
    return new Attempts.Failed(failure, 0, 0, 0, 0, true);
  }

  @Test
  void isFullAfterManyFailuresOrLongOnes() {
    var log = new AttemptLog("host", "1");
    int sent = 0;
    while (!log.full()) {
      log.failed(failed(sent++, "m".repeat(10_000)));
    }
    assertTrue(sent > 10 && sent < 100, sent + " failures of 20,000 characters");
    assertEquals(sent, log.take().failed().size());
    assertFalse(log.full());
    for (int i = 0; i < 1000; i++) {
      assertFalse(log.full());
      log.failed(failed(i, ""));
    }
    assertTrue(log.full());
  }
}
