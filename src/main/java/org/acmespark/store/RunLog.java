package org.acmespark.store;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.acmespark.model.AcmeException;

/** {@code ACME_funcname_YYYYMMDD-hhmmss.log}: what a run says, with the time. */
final class RunLog implements AutoCloseable {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private final Writer out;

  RunLog(Path directory, String name) {
    Path file =
        directory.resolve("ACME_" + name + "_" + LocalDateTime.now().format(STAMP) + ".log");
    try {
      out =
          Files.newBufferedWriter(
              file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write the log %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  /** Appends a line; a log that cannot be written does not end a run. */
  synchronized void say(String message) {
    try {
      out.write(LocalDateTime.now().format(TIME) + "  " + message + System.lineSeparator());
      out.flush();
    } catch (IOException e) {
      // Results matter more than the log, and the ledger and manifest say the rest.
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // As above.
    }
  }
}
