package org.acmespark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunHolderTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:03:02Z");

  @Test
  void isReadAsItWasWritten() {
    var holder = new RunHolder(17, "node3.example", THEN);
    assertEquals(Optional.of(holder), RunHolder.parse(holder.text()));
    assertEquals("process 17 on node3.example", holder.toString());
  }

  @Test
  void otherTextsNameNobody() {
    assertEquals(Optional.empty(), RunHolder.parse(""));
    assertEquals(Optional.empty(), RunHolder.parse("process 1 on elsewhere"));
    assertEquals(Optional.empty(), RunHolder.parse("process 1 on elsewhere, since yesterday"));
    assertEquals(
        Optional.empty(),
        RunHolder.parse("process 99999999999999999999 on x, since 2026-11-22T10:03:02Z"));
  }

  @Test
  void knowsItsOwnHost() {
    assertTrue(new RunHolder(1, RunHolder.thisHost(), THEN).isHere());
    assertFalse(new RunHolder(1, "another." + RunHolder.thisHost(), THEN).isHere());
  }
}
