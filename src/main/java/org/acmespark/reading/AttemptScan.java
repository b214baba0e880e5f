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
import org.acmespark.model.ComputationFailure;

/** Reads a ledger from its first line to its last, in memory for one line. */
final class AttemptScan {
  private static final ObjectReader LINES = new ObjectMapper().readerFor(JsonNode.class);

  private final long nInputs;
  private final Consumer<RecordedAttempt> taker;

  private AttemptScan(long nInputs, Consumer<RecordedAttempt> taker) {
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

  private void take(String line) throws IOException {
    JsonNode json;
    try {
      json = LINES.readValue(line);
    } catch (JsonProcessingException e) {
      return;
    }
    RecordedAttempt.Status status;
    try {
      status =
          RecordedAttempt.Status.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return;
    }
    long started = micros(json.path("started").asText(""));
    JsonNode indices = json.path("indices");
    if (!indices.isArray()) {
      long nanos = Math.round(json.path("seconds").asDouble(0) * 1e9);
      take(json, status, json.path("index").asInt(-1), started, nanos);
      return;
    }
    JsonNode starts = json.path("start_micros");
    JsonNode nanos = json.path("nanos");
    for (int k = 0; k < indices.size(); k++) {
      boolean known = started >= 0 && starts.path(k).isNumber();
      take(
          json,
          status,
          indices.get(k).asInt(-1),
          known ? started + starts.path(k).asLong() : -1,
          nanos.path(k).asLong(0));
    }
  }

  private void take(
      JsonNode json, RecordedAttempt.Status status, int index, long started, long nanos) {
    if (index < 0 || index >= nInputs) {
      return;
    }
    boolean failed = status != RecordedAttempt.Status.COMPUTED;
    taker.accept(
        new RecordedAttempt(
            index,
            status,
            started,
            nanos,
            json.path("host").asText(""),
            json.path("executor").asText(""),
            json.path("attempt").asInt(0),
            json.path("peak_heap").asLong(0),
            failed ? Optional.of(failure(json, index)) : Optional.empty()));
  }

  private static ComputationFailure failure(JsonNode json, int index) {
    return new ComputationFailure(
        index,
        json.path("attempt").asInt(1),
        json.path("inputs").asText(""),
        json.path("error").asText(""),
        json.path("message").asText(""),
        json.path("trace").asText(""),
        json.path("host").asText(""));
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
