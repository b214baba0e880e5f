package org.acmespark.engine.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.acmespark.engine.channel.Message;
import org.acmespark.store.directory.RunLog;
import org.apache.logging.log4j.core.LogEvent;
import org.slf4j.MDC;

/**
 * Collects on one executor what functions log, and sends it to the run's log file. Functions log
 * through {@code Computation.logger()} from any thread, or through any other logger on the thread
 * of the call. The log also holds what they print ({@link Prints}).
 *
 * <p>The log is bounded, because a function may log faster than the driver writes. Lines beyond the
 * limit are dropped and counted. The last part of the space is reserved for warnings.
 */
public final class FunctionLog implements AutoCloseable {
  static final int LINES_HELD = 10_000;
  static final int LINES_PER_MESSAGE = 1_000;
  private static final int LINES_FOR_WARNINGS = 1_000;
  private static final int CHARS_HELD = 4 << 20;
  private static final int CHARS_PER_MESSAGE = 200_000;
  private static final int CHARS_PER_LINE = 4_000;

  private final String runId;
  private final System.Logger.Level threshold;
  private final Object sending = new Object();
  private final Queue<Message.LogLine> lines = new ArrayDeque<>();
  private final LogTap tap;
  private long chars;
  private long dropped;
  private boolean closed;

  /**
   * Creates the log of a run. {@code threshold} is the lowest level that is kept; {@code OFF} keeps
   * no line.
   */
  public FunctionLog(String runId, System.Logger.Level threshold) {
    this.runId = runId;
    this.threshold = threshold;
    this.tap =
        threshold == System.Logger.Level.OFF
            ? null
            : LogTap.open("acme-functions-" + runId, this::hear);
    if (takes(System.Logger.Level.INFO)) {
      Prints.open();
    }
  }

  private static RunLog.Line forFile(Message.LogLine line) {
    String who = "computation " + line.computation();
    String source = line.logger().isEmpty() ? who : who + " " + line.logger();
    return new RunLog.Line(line.millis(), line.level(), source, line.text().stripTrailing());
  }

  /** Writes the lines that an executor has sent to the run's log. Runs on the driver. */
  public static void write(Message.Log message, RunLog log) {
    log.say(message.lines().stream().map(FunctionLog::forFile).toList());
    if (message.dropped() > 0) {
      log.say(
          "%s lines that functions logged on executor %s (%s) are not here: they came faster than they could be sent"
              .formatted(message.dropped(), message.executor(), message.host()));
    }
  }

  /**
   * Attributes everything that this thread logs to a computation, until {@link #endCall}. {@link
   * #endCalls} follows the last call.
   */
  void beginCall(long index) {
    if (!runId.equals(MDC.get(LogTap.RUN))) { // which costs less than to put it again
      MDC.put(LogTap.RUN, runId);
    }
    MDC.put(LogTap.COMPUTATION, Long.toString(index));
    if (takes(System.Logger.Level.INFO)) {
      Prints.beginCall(this, index);
    }
  }

  void endCall() {
    Prints.endCall();
    MDC.remove(LogTap.COMPUTATION);
  }

  /** Ends what {@link #beginCall} has begun on this thread, which makes no further call. */
  void endCalls() {
    MDC.remove(LogTap.RUN);
  }

  boolean takes(System.Logger.Level level) {
    return threshold != System.Logger.Level.OFF && level.getSeverity() >= threshold.getSeverity();
  }

  private void hear(LogEvent event) {
    String index = event.getContextData().getValue(LogTap.COMPUTATION);
    System.Logger.Level level = LogTap.level(event.getLevel());
    if (index != null
        && takes(level)
        && runId.equals(event.getContextData().getValue(LogTap.RUN))
        && !event.getLoggerName().equals(LogTap.FUNCTIONS)) {
      add(
          new Message.LogLine(
              Long.parseLong(index),
              event.getTimeMillis(),
              level,
              event.getLoggerName(),
              LogTap.text(event)));
    }
  }

  /** Adds a line, shortened if it is too long, or counts it as dropped. */
  void add(Message.LogLine line) {
    Message.LogLine fitting =
        line.text().length() <= CHARS_PER_LINE
            ? line
            : new Message.LogLine(
                line.computation(),
                line.millis(),
                line.level(),
                line.logger(),
                line.text().substring(0, CHARS_PER_LINE) + " ... (cut)");
    boolean warns = line.level().getSeverity() >= System.Logger.Level.WARNING.getSeverity();
    int room = warns ? LINES_HELD : LINES_HELD - LINES_FOR_WARNINGS;
    synchronized (lines) {
      if (lines.size() < room && chars < CHARS_HELD) {
        lines.add(fitting);
        chars += fitting.text().length();
      } else {
        dropped++;
      }
    }
  }

  /** Sends at most one message, and none if there are no lines. */
  void sendSome(String host, String executor, Consumer<Message.Log> driver) {
    synchronized (sending) {
      Message.Log message = next(host, executor);
      if (!message.isEmpty()) {
        driver.accept(message);
      }
    }
  }

  /** Sends all lines that are held now. */
  void sendAll(String host, String executor, Consumer<Message.Log> driver) {
    synchronized (sending) {
      int most = LINES_HELD / LINES_PER_MESSAGE + CHARS_HELD / CHARS_PER_MESSAGE;
      Message.Log message = next(host, executor);
      for (int k = 0; k < most && !message.isEmpty(); k++) {
        driver.accept(message);
        message = next(host, executor);
      }
    }
  }

  private Message.Log next(String host, String executor) {
    List<Message.LogLine> taken = new ArrayList<>();
    synchronized (lines) {
      int takenChars = 0;
      while (!lines.isEmpty()
          && taken.size() < LINES_PER_MESSAGE
          && takenChars < CHARS_PER_MESSAGE) {
        Message.LogLine line = lines.remove();
        takenChars += line.text().length();
        taken.add(line);
      }
      chars -= takenChars;
      // Dropped lines come after the last line that is held.
      long gone = lines.isEmpty() ? dropped : 0;
      dropped -= gone;
      return new Message.Log(host, executor, taken, gone);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (tap != null) {
      tap.close();
    }
    if (takes(System.Logger.Level.INFO)) {
      Prints.close();
    }
  }
}
