package org.acmespark.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.acmespark.store.LedgerLine;

/** Reads a ledger from its first line to its last, in memory for one line. */
final class AttemptScan {
  private static final ObjectReader LINES = new ObjectMapper().readerFor(JsonNode.class);

  private final long nInputs;
  private final Consumer<RecordedAttempt> taker;

  /** Passes the attempts of the lines that {@link #take} gets to {@code taker}. */
  AttemptScan(long nInputs, Consumer<RecordedAttempt> taker) {
    this.nInputs = nInputs;
    this.taker = taker;
  }

  /**
   * Passes every recorded attempt to {@code taker}. Lines that are damaged or incomplete are left
   * out. A missing ledger counts as empty.
   *
   * @param nInputs number of computations; lines of others are left out
   * @throws AcmeException if the file cannot be read
   */
  static void read(Path ledger, long nInputs, Consumer<RecordedAttempt> taker) {
    if (!Files.exists(ledger)) {
      return;
    }
    var scan = new AttemptScan(nInputs, taker);
    try (BufferedReader lines = Files.newBufferedReader(ledger)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        scan.take(line);
      }
    } catch (IOException e) {
      throw new AcmeException("the ledger %s cannot be read: %s".formatted(ledger, e), e);
    }
  }

  /** Takes one line of the ledger. */
  void take(String text) throws IOException {
    LedgerLine line;
    RecordedAttempt.Status status;
    try {
      line = LedgerLine.of(LINES.readValue(text), nInputs);
      status = RecordedAttempt.Status.valueOf(line.status().toUpperCase(Locale.ROOT));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return;
    }
    JsonNode json = line.json();
    long started = micros(json.path("started").asText(""));
    JsonNode starts = json.path("start_micros");
    JsonNode nanos = json.path("nanos");
    boolean failed = status != RecordedAttempt.Status.COMPUTED;
    for (int k = 0; k < line.indices().length; k++) {
      int index = line.indices()[k];
      taker.accept(
          new RecordedAttempt(
              index,
              status,
              started < 0 ? -1 : started + starts.path(k).asLong(0),
              nanos.isArray()
                  ? nanos.path(k).asLong(0)
                  : Math.round(json.path("seconds").asDouble(0) * 1e9),
              json.path("host").asText(""),
              json.path("executor").asText(""),
              json.path("attempt").asInt(0),
              json.path("peak_heap").asLong(0),
              json.path("peak_processes").asLong(0),
              failed ? Optional.of(line.failure(index)) : Optional.empty()));
    }
  }

  private static long micros(String instant) {
    try {
      return instant.isEmpty()
          ? -1
          : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
    } catch (DateTimeParseException e) {
      return -1;
    }
  }
}
