package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.engine.channel.Message;
import org.junit.jupiter.api.Test;

class FunctionLogTest {
  private final FunctionLog log = new FunctionLog("a run", System.Logger.Level.INFO);
  private final List<Message.Log> sent = new ArrayList<>();

  private void say(System.Logger.Level level, String text) {
    log.add(new Message.LogLine(7, 0, level, "", text));
  }

  private List<String> texts() {
    return sent.stream().flatMap(m -> m.lines().stream()).map(Message.LogLine::text).toList();
  }

  @Test
  void sendsLinesInTheirOrderInMessagesOfBoundedSize() {
    for (int i = 0; i < 2_500; i++) {
      say(System.Logger.Level.INFO, "line " + i);
    }
    log.sendSome("h", "1", sent::add);
    assertEquals(FunctionLog.LINES_PER_MESSAGE, texts().size());
    log.sendAll("h", "1", sent::add);
    assertEquals(2_500, texts().size());
    assertEquals("line 2499", texts().get(2_499));
    assertEquals(0, sent.stream().mapToLong(Message.Log::dropped).sum());
  }

  @Test
  void dropsAndCountsWhatComesTooFastAndKeepsRoomForWarnings() {
    for (int i = 0; i < 1_000_000; i++) {
      say(System.Logger.Level.INFO, "line " + i);
    }
    say(System.Logger.Level.WARNING, "look out");
    log.sendAll("h", "1", sent::add);
    long dropped = sent.stream().mapToLong(Message.Log::dropped).sum();
    assertEquals(1_000_001, texts().size() + dropped);
    assertTrue(texts().size() <= FunctionLog.LINES_HELD);
    assertEquals("look out", texts().get(texts().size() - 1));
  }

  @Test
  void cutsLongLinesAndSaysNothingWhenThereIsNothingToSay() {
    say(System.Logger.Level.ERROR, "x".repeat(100_000));
    log.sendAll("h", "1", sent::add);
    log.sendAll("h", "1", sent::add);
    assertEquals(1, sent.size());
    assertTrue(texts().get(0).endsWith("x ... (cut)"));
    assertTrue(texts().get(0).length() < 5_000);
  }

  @Test
  void takesNothingBelowItsLevelAndNothingAtAllWithoutALogFile() {
    assertTrue(log.takes(System.Logger.Level.INFO));
    assertEquals(false, log.takes(System.Logger.Level.DEBUG));
    var none = new FunctionLog("another", System.Logger.Level.OFF);
    assertEquals(false, none.takes(System.Logger.Level.ERROR));
  }
}
