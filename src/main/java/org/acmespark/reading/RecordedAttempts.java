package org.acmespark.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.FailureTexts;
import org.acmespark.store.LedgerLine;

/** The ledger's last line for each computation. */
final class RecordedAttempts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 1024;

  private final BitSet computed = new BitSet();

  /** Names by computation, in chunks: the number of computations may be unknown. */
  private final Map<Integer, String[]> files = new HashMap<>();

  private final Map<String, String> fileNames = new HashMap<>();
  private final SortedMap<Long, ComputationFailure> failures = new TreeMap<>();
  private final FailureTexts texts = new FailureTexts();
  private final long nInputs;

  private RecordedAttempts(long nInputs) {
    this.nInputs = nInputs;
  }

  /**
   * Reads a ledger; empty if there is none. A last line that is incomplete, because the driver died
   * while writing it, is left out.
   *
   * @param nInputs number of computations; lines of others are refused
   * @throws AcmeException if it cannot be read
   */
  static Optional<RecordedAttempts> read(Path ledger, long nInputs) {
    if (!Files.exists(ledger)) {
      return Optional.empty();
    }
    var attempts = new RecordedAttempts(nInputs);
    try (BufferedReader lines = Files.newBufferedReader(ledger)) {
      String line = lines.readLine();
      for (long number = 1; line != null; number++) {
        String next = lines.readLine();
        attempts.add(line, next == null, "line %s of the ledger %s".formatted(number, ledger));
        line = next;
      }
    } catch (IOException e) {
      throw new AcmeException("the ledger %s cannot be read: %s".formatted(ledger, e), e);
    }
    return Optional.of(attempts);
  }

  private void add(String line, boolean last, String where) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      if (last) {
        return;
      }
      throw new AcmeException(where + " is damaged: " + e.getOriginalMessage(), e);
    }
    LedgerLine attempt;
    try {
      attempt = LedgerLine.of(json, nInputs);
    } catch (IllegalArgumentException e) {
      throw new AcmeException(where + " is damaged: " + e.getMessage(), e);
    }
    String named = fileNames.computeIfAbsent(attempt.files(), name -> name);
    for (int index : attempt.indices()) {
      switch (attempt.status()) {
        case "computed" -> {
          computed.set(index);
          failures.remove((long) index);
          setFile(index, named.isEmpty() ? null : named);
        }
        case "failed" -> {
          computed.clear(index);
          setFile(index, null);
          failures.put((long) index, texts.kept(attempt.failure(index)));
        }
        default -> {} // retried: a later line has the result
      }
    }
  }

  private void setFile(int index, String named) {
    files.computeIfAbsent(index / CHUNK, chunk -> new String[CHUNK])[index % CHUNK] = named;
  }

  boolean isComputed(long index) {
    return computed.get(Math.toIntExact(index));
  }

  /** The file with a computation's committed results, relative to the run directory. */
  Optional<String> file(long index) {
    int number = Math.toIntExact(index);
    return Optional.ofNullable(files.get(number / CHUNK))
        .map(chunk -> chunk[number % CHUNK])
        .map(named -> LedgerLine.file(named, index));
  }

  Optional<ComputationFailure> failure(long index) {
    return Optional.ofNullable(failures.get(index));
  }
}
