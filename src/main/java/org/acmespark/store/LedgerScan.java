package org.acmespark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.directory.RunDirectory;

/**
 * The content of the ledger of a run that ended early. It is read up to the first incomplete line,
 * because a machine that crashes loses the end of a file.
 *
 * @param computed computations that have been computed
 * @param files for each computation, the name of the file with its results, from its last line;
 *     null if there is no line, empty if there is no file
 * @param failures the last permanent failure of computations that have not been computed since
 * @param deaths how many times a process died during a computation that has not been computed
 * @param wholeBytes length of the complete lines
 */
record LedgerScan(
    BitSet computed,
    String[] files,
    Map<Long, ComputationFailure> failures,
    Map<Long, Integer> deaths,
    long wholeBytes) {
  /** Error in the line of an attempt during which the process died. */
  static final String DIED = "ExecutorLost";

  private static final ObjectReader LINES = new ObjectMapper().readerFor(JsonNode.class);

  /** Reads a ledger of {@code nInputs} computations; a missing file counts as empty. */
  static LedgerScan of(Path ledger, int nInputs) {
    var computed = new BitSet();
    String[] files = new String[nInputs];
    Map<Long, ComputationFailure> failures = new TreeMap<>();
    Map<Long, Integer> deaths = new TreeMap<>();
    Map<String, String> names = new HashMap<>();
    var texts = new FailureTexts();
    long whole = 0;
    if (Files.exists(ledger)) {
      try (BufferedReader lines = Files.newBufferedReader(ledger, StandardCharsets.ISO_8859_1)) {
        long size = Files.size(ledger);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          long end = whole + line.length() + 1;
          LedgerLine attempt = end > size ? null : parse(line, nInputs);
          if (attempt == null) {
            break;
          }
          whole = end;
          String named = names.computeIfAbsent(attempt.files(), f -> f);
          for (int index : attempt.indices()) {
            if (attempt.status().equals("computed")) {
              computed.set(index);
              failures.remove((long) index);
              deaths.remove((long) index);
              files[index] = LedgerLine.file(named, index);
            } else if (attempt.status().equals("failed")) {
              failures.put((long) index, texts.kept(attempt.failure(index)));
              deaths.remove((long) index); // which the process may have died of
            } else if (attempt.json().path("error").asText("").equals(DIED)) {
              deaths.merge((long) index, 1, Integer::sum);
            }
          }
        }
      } catch (IOException e) {
        throw new AcmeException(
            "cannot read the ledger %s: %s".formatted(ledger, RunDirectory.why(e)), e);
      }
    }
    return new LedgerScan(computed, files, failures, deaths, whole);
  }

  /** Returns null if the line is incomplete. */
  private static LedgerLine parse(String latin1, int nInputs) {
    try {
      // Bytes are read as ISO 8859-1 characters, so that their number is known.
      JsonNode line = LINES.readValue(latin1.getBytes(StandardCharsets.ISO_8859_1));
      return LedgerLine.of(line, nInputs);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /** Removes an incomplete last line. */
  void repair(Path ledger) {
    try (var channel =
        FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(wholeBytes);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot repair the ledger %s: %s".formatted(ledger, RunDirectory.why(e)), e);
    }
  }
}
