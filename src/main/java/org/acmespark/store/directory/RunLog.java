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

/**
 * {@code ACME_funcname_YYYYMMDD-hhmmss.log}: what a run, Spark and the user's function say, with
 * the time. Lives on the driver; any thread may speak.
 *
 * <pre>{@code
 * RunLog log = RunLog.beside(System.Logger.Level.INFO);   // the store opens it in its directory
 * log.say("run of f, 4 computations");
 * }</pre>
 */
public final class RunLog implements AutoCloseable {
  /** What others say, at most, in characters; warnings and errors may have as much again. */
  private static final long OTHERS_MAY_SAY = 64L << 20;

  /** Spark speaks before the run has its directory; that much of it is kept. */
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
   * A line that Spark or the user's function says.
   *
   * @param millis when, since 1970
   * @param who whose words, such as a logger's name or {@code computation 17}
   */
  public record Line(long millis, System.Logger.Level level, String who, String text) {}

  private RunLog(Kind kind, Path chosen, System.Logger.Level threshold) {
    this.kind = kind;
    this.chosen = chosen;
    this.threshold = threshold;
    this.closed = kind == Kind.NONE;
  }

  /** A file in the run directory, with a name of its own. */
  public static RunLog beside(System.Logger.Level threshold) {
    return new RunLog(Kind.BESIDE, Path.of(""), threshold);
  }

  /** This file; a log that is there already is continued. */
  public static RunLog at(Path file, System.Logger.Level threshold) {
    return new RunLog(Kind.CHOSEN, file.toAbsolutePath().normalize(), threshold);
  }

  /** No file. */
  public static RunLog none() {
    return new RunLog(Kind.NONE, Path.of(""), System.Logger.Level.OFF);
  }

  /**
   * Begins to write.
   *
   * @param directory of the file, unless another file was chosen
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
      // Not a channel, which an interrupt of any thread that speaks would close.
      var stream = new FileOutputStream(file.toFile(), true);
      out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
      out.append(held).flush();
      held.setLength(0);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write the log %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  /** From which level on others' lines are wanted; {@code OFF} if there is no file. */
  public System.Logger.Level threshold() {
    return threshold;
  }

  /** The file, once it is open. */
  public synchronized Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Appends a line; a log that cannot be written does not end a run. */
  public synchronized void say(String message) {
    append(LocalDateTime.now().format(TIME) + "  " + message + System.lineSeparator());
    flush();
  }

  /** Appends what others say, of which a file takes a bounded amount. */
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
        say("this log is long: of what Spark and the function say, only warnings follow");
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
      // Results matter more than the log, and the ledger and manifest say the rest.
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
