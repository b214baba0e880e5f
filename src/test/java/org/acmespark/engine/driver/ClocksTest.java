package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;
import org.junit.jupiter.api.Test;

class ClocksTest {
  private final List<String> warnings = new ArrayList<>();
  private long now = 10_000_000;
  private final Clocks clocks = new Clocks(() -> now, warnings::add);

  private static Attempts attempts(String host) {
    long[] zeros = new long[2];
    var failure = new ComputationFailure(7, 1, "", "E", "failed", "", host);
    return new Attempts(
        host,
        "1",
        new long[] {3, 4},
        new long[] {1000, 2000},
        new long[] {5, 6},
        new int[] {1, 1},
        zeros,
        zeros,
        List.of(new Attempts.Failed(failure, 3000, 8, 0, 0, true)));
  }

  @Test
  void timesOfAHostWhoseClockIsAheadAreMovedBack() {
    clocks.arrived("a", now + 3_600_000);

    Attempts moved = clocks.byDriver(attempts("a"));

    long hour = 3_600_000_000L;
    assertArrayEquals(new long[] {1000 - hour, 2000 - hour}, moved.startedMicros());
    assertEquals(3000 - hour, moved.failed().get(0).startedMicros());
    assertArrayEquals(new long[] {5, 6}, moved.nanos());
    assertEquals(
        List.of(
            "warning: the clock of host a is 3600 s ahead of the driver's; times in the ledger and the log are the driver's"),
        warnings);
  }

  @Test
  void theMessageThatCameSoonestTellsWhatAClockIsBehind() {
    clocks.arrived("a", now - 80_000); // 20 s on the way
    now += 100_000;
    clocks.arrived("a", now - 60_000);
    now += 100_000;
    clocks.arrived("a", now - 70_000);

    assertEquals(60_001_000, clocks.byDriver(attempts("a")).startedMicros()[0]);
    assertEquals(60_002_000, clocks.byDriver(attempts("a")).startedMicros()[1]);
    assertEquals(1, warnings.size(), "one for each host");
  }

  @Test
  void aSlowNetworkIsNoWrongClock() {
    clocks.arrived("a", now - 4_000);
    Attempts sent = attempts("a");

    assertSame(sent, clocks.byDriver(sent));
    Attempts ofUnknown = attempts("b");
    assertSame(ofUnknown, clocks.byDriver(ofUnknown));
    assertEquals(List.of(), warnings);
  }

  @Test
  void linesOfTheLogAreMovedToo() {
    clocks.arrived("a", now - 60_000);
    var line = new Message.LogLine(1, 500, System.Logger.Level.INFO, "", "text");

    Message.Log moved = clocks.byDriver(new Message.Log("a", "1", List.of(line), 2));

    assertEquals(60_500, moved.lines().get(0).millis());
    assertEquals("text", moved.lines().get(0).text());
    assertEquals(2, moved.dropped());
  }
}
