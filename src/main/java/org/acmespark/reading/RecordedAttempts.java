package org.acmespark.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
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
  private final Map<String, FileSum> sums = new HashMap<>();
  private final SortedMap<Long, String> damagedLines = new TreeMap<>();
  private final long nInputs;
  private final boolean keepsSums;
  private long lines;

  private RecordedAttempts(long nInputs, boolean keepsSums) {
    this.nInputs = nInputs;
    this.keepsSums = keepsSums;
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
    var attempts = new RecordedAttempts(nInputs, false);
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

  /**
   * Reads the intact lines of a ledger, and the sums in them.
   *
   * @throws AcmeException if the file cannot be read
   */
  static RecordedAttempts ofIntactLines(Path ledger, long nInputs) {
    var attempts = new RecordedAttempts(nInputs, true);
    // As ISO 8859-1, which has a character for each byte, so that no line cannot be read.
    try (BufferedReader lines = Files.newBufferedReader(ledger, StandardCharsets.ISO_8859_1)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        attempts.lines = number;
        try {
          byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
          String text = new String(bytes, StandardCharsets.UTF_8);
          if (SealedText.state(bytes, LedgerLine.SUMS) == SealedText.State.DAMAGED) {
            throw new AcmeException("it differs from what was written");
          }
          attempts.add(text, false, "it");
        } catch (AcmeException e) {
          attempts.damagedLines.put(number, e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new AcmeException("the ledger %s cannot be read: %s".formatted(ledger, e), e);
    }
    return attempts;
  }

  private void add(String line, boolean last, String where) {
    if (LedgerLine.isDamaged(line)) {
      if (last) {
        return;
      }
      throw new AcmeException(where + " is damaged: it differs from what was written");
    }
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
    for (int k = 0; k < attempt.indices().length; k++) {
      int index = attempt.indices()[k];
      switch (attempt.status()) {
        case "computed" -> {
          computed.set(index);
          failures.remove((long) index);
          setFile(index, named.isEmpty() ? null : named);
          if (keepsSums) {
            takeSum(attempt, k, where);
          }
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

  private void takeSum(LedgerLine attempt, int k, String where) {
    try {
      FileSum sum = attempt.sum(k);
      if (sum.isKnown()) {
        sums.put(LedgerLine.file(attempt.files(), attempt.indices()[k]), sum);
      }
    } catch (IllegalArgumentException e) {
      throw new AcmeException(where + " is damaged: " + e.getMessage(), e);
    }
  }

  /** The sum of a file, by its name relative to the run directory. */
  FileSum sum(String file) {
    return sums.getOrDefault(file, FileSum.none());
  }

  /** Number of lines in the file, after {@link #ofIntactLines}. */
  long lines() {
    return lines;
  }

  /** What is wrong with lines that were left out, by their numbers from 1. */
  SortedMap<Long, String> damagedLines() {
    return damagedLines;
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
