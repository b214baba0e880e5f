package org.acmespark.store.directory;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;

/**
 * {@code ACME_funcname_YYYYMMDD-hhmmss.log}: messages of a run, of Spark and of the user's
 * function, with the time. Used on the driver, from any thread.
 *
 * <pre>{@code
 * RunLog log = RunLog.beside(System.Logger.Level.INFO);   // the store opens it in its directory
 * log.say("run of f, 4 computations");
 * }</pre>
 */
public final class RunLog implements AutoCloseable {
  /**
   * Maximum number of characters of messages from Spark and the function; warnings and errors may
   * have as many again.
   */
  private static final long OTHERS_MAY_SAY = 64L << 20;

  /** Number of characters of Spark's messages that are kept until the run has its directory. */
  private static final int HELD_CHARS = 1 << 20;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private final Kind kind;
  private final Path chosen;
  private final System.Logger.Level threshold;
  private final StringBuilder held = new StringBuilder();
  private Writer out;
  private Path file;
  private boolean closed;
  private long said;
  private boolean onlyWarnings;

  private enum Kind {
    BESIDE,
    CHOSEN,
    NONE
  }

  /**
   * A message of Spark or of the user's function.
   *
   * @param millis when, since 1970
   * @param who source of the message, such as a logger's name or {@code computation 17}
   */
  public record Line(long millis, System.Logger.Level level, String who, String text) {}

  private RunLog(Kind kind, Path chosen, System.Logger.Level threshold) {
    this.kind = kind;
    this.chosen = chosen;
    this.threshold = threshold;
    this.closed = kind == Kind.NONE;
  }

  /** Creates a log in the run directory. */
  public static RunLog beside(System.Logger.Level threshold) {
    return new RunLog(Kind.BESIDE, Path.of(""), threshold);
  }

  /** Creates a log in this file; an existing log is continued. */
  public static RunLog at(Path file, System.Logger.Level threshold) {
    return new RunLog(Kind.CHOSEN, file.toAbsolutePath().normalize(), threshold);
  }

  /** Creates a log that writes no file. */
  public static RunLog none() {
    return new RunLog(Kind.NONE, Path.of(""), System.Logger.Level.OFF);
  }

  /**
   * Begins to write.
   *
   * @param directory directory of the file, unless another file was chosen
   * @throws AcmeException if the file cannot be written
   */
  public synchronized void open(Path directory, String name) {
    if (closed || out != null) {
      return;
    }
    file =
        kind == Kind.CHOSEN
            ? chosen
            : directory.resolve("ACME_" + name + "_" + LocalDateTime.now().format(STAMP) + ".log");
    try {
      // Not a channel, because an interrupt of any writing thread would close it.
      var stream = new FileOutputStream(file.toFile(), true);
      out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
      out.append(held).flush();
      held.setLength(0);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write the log %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  /**
   * The lowest level of messages that the log accepts from others; {@code OFF} if there is no file.
   */
  public System.Logger.Level threshold() {
    return threshold;
  }

  /** The file, once it is open. */
  public synchronized Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Writes a line about a failed attempt. */
  public void say(ComputationFailure failure) {
    say(
        "computation %s failed (attempt %s): %s: %s; inputs %s"
            .formatted(
                failure.index(),
                failure.attempt(),
                failure.error(),
                failure.message(),
                failure.inputs()));
  }

  /** Appends a line. An error while writing the log does not end the run. */
  public synchronized void say(String message) {
    append(LocalDateTime.now().format(TIME) + "  " + message + System.lineSeparator());
    flush();
  }

  /** Appends messages from others, up to a limit. */
  public synchronized void say(List<Line> lines) {
    for (Line line : lines) {
      append(line);
    }
    flush();
  }

  private void append(Line line) {
    boolean warns = line.level().getSeverity() >= System.Logger.Level.WARNING.getSeverity();
    if (said > OTHERS_MAY_SAY && !warns || said > 2 * OTHERS_MAY_SAY) {
      if (!onlyWarnings) {
        onlyWarnings = true;
        say("this log is long: from here on, it has only warnings of Spark and the function");
      }
      return;
    }
    String text =
        "%s  %s %s: %s%n"
            .formatted(
                LocalDateTime.ofInstant(Instant.ofEpochMilli(line.millis()), ZoneId.systemDefault())
                    .format(TIME),
                line.level(),
                line.who(),
                line.text());
    said += text.length();
    append(text);
  }

  private void append(String text) {
    try {
      if (out != null && !closed) {
        out.write(text);
      } else if (!closed && held.length() + text.length() <= HELD_CHARS) {
        held.append(text);
      }
    } catch (IOException e) {
      // Results matter more than the log; the ledger and the manifest have the essential facts.
    }
  }

  private void flush() {
    try {
      if (out != null && !closed) {
        out.flush();
      }
    } catch (IOException e) {
      // As above.
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      // As above.
    }
  }
}
